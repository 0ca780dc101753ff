using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.AdverseEvents;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Clinics;
using InfusionTracker.Api.Cohorts;
using InfusionTracker.Api.Exports;
using InfusionTracker.Api.FollowUps;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Instruments;
using InfusionTracker.Api.Monitoring;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Onset;
using InfusionTracker.Api.Patients;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Protocols;
using InfusionTracker.Api.Scores;
using InfusionTracker.Api.Series;
using InfusionTracker.Api.Sessions;
using InfusionTracker.Api.Wastage;

namespace InfusionTracker.Api;

/// <summary>The slices of the service: what each maps, and how its types are written.</summary>
public static class Slices
{
    public static IEnumerable<IJsonTypeInfoResolver> Json =>
    [
        PlatformJson.Default,
        PatientsJson.Default,
        SessionsJson.Default,
        InfusionEventsJson.Default,
        ObservationsJson.Default,
        SeriesJson.Default,
        AdverseEventsJson.Default,
        WastageJson.Default,
        ScoresJson.Default,
        InstrumentsJson.Default,
        OnsetJson.Default,
        CohortsJson.Default,
        ProtocolsJson.Default,
        FollowUpsJson.Default,
        MonitoringJson.Default,
        ClinicsJson.Default,
        AccessJson.Default,
        AuditJson.Default,
    ];

    public static void Map(RouteGroupBuilder v1)
    {
        PatientRoutes.Map(v1);
        SessionRoutes.Map(v1);
        InfusionEventRoutes.Map(v1);
        ObservationRoutes.Map(v1);
        SeriesRoutes.Map(v1);
        AdverseEventRoutes.Map(v1);
        WastageRoutes.Map(v1);
        ScoreRoutes.Map(v1);
        InstrumentRoutes.Map(v1);
        OnsetRoutes.Map(v1);
        CohortRoutes.Map(v1);
        ProtocolRoutes.Map(v1);
        FollowUpRoutes.Map(v1);
        MonitoringRoutes.Map(v1);
        ClinicRoutes.Map(v1);
        ExportRoutes.Map(v1);
        AccessRoutes.Map(v1);
        AuditRoutes.Map(v1);
    }
}
