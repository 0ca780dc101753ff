using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Onset;

public static class OnsetRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var sessions = v1.MapGroup("/sessions/{sessionId:guid}").WithTags("Onset");
        sessions.MapGet("/onset", GetSessionOnset.Handle).WithName(nameof(GetSessionOnset)).Needs(Scopes.RecordsRead).Answers(404, 409, 422);
        var patients = v1.MapGroup("/patients/{patientId:guid}").WithTags("Onset");
        patients.MapGet("/trajectory", GetPatientTrajectory.Handle).WithName(nameof(GetPatientTrajectory)).Needs(Scopes.RecordsRead).Answers(404, 409, 422);
    }
}
