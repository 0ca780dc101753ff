using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Api.Patients;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Sessions;

namespace InfusionTracker.Api;

/// <summary>The slices of the service: what each maps, and how its types are written.</summary>
public static class Slices
{
    public static IEnumerable<IJsonTypeInfoResolver> Json =>
    [
        PlatformJson.Default,
        PatientsJson.Default,
        SessionsJson.Default,
    ];

    public static void Map(RouteGroupBuilder v1)
    {
        PatientRoutes.Map(v1);
        SessionRoutes.Map(v1);
    }
}
