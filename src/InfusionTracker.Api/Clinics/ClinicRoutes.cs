using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Clinics;

public static class ClinicRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var clinic = v1.MapGroup("/clinic").WithTags("Clinic");
        clinic.MapGet("/", GetClinic.Handle).WithName(nameof(GetClinic)).Needs(Scopes.RecordsRead).Answers(404);
        clinic.MapPatch("/", ChangeClinic.Handle).WithName(nameof(ChangeClinic)).Needs(Scopes.ClinicAdmin).Answers(409, 412, 413, 415, 422, 428);
    }
}
