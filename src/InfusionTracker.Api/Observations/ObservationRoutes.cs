using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Mvc;

namespace InfusionTracker.Api.Observations;

public static class ObservationRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Columns.ReadJson<Confirmation>();
        Columns.ReadJson<IReadOnlyList<ObservationComponent>>();
        Columns.ReadJson<IReadOnlyDictionary<string, CodeRanges>>();
        v1.MapGet("/observation-codes", ListObservationCodes.Handle).WithTags("Catalogues").WithName(nameof(ListObservationCodes)).Needs(Scopes.RecordsRead).HoldsNoRecord();
        var ofSession = v1.MapGroup("/sessions/{sessionId:guid}/observations").WithTags("Observations");
        ofSession.MapPost("/", RecordObservations.Handle).WithName(nameof(RecordObservations)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 413, 415, 422)
            .WithMetadata(new RequestSizeLimitAttribute(NewObservations.MaxBytes), new Microsoft.AspNetCore.Http.Timeouts.RequestTimeoutAttribute(HttpLimits.Unhurried));
        ofSession.MapGet("/", ListObservations.Handle).WithName(nameof(ListObservations)).Needs(Scopes.RecordsRead).Answers(404);
        var observations = v1.MapGroup("/observations").WithTags("Observations");
        observations.MapGet("/{observationId:guid}", GetObservation.Handle).WithName(nameof(GetObservation)).Needs(Scopes.RecordsRead).Answers(404);
        observations.MapPost("/{observationId:guid}/corrections", CorrectObservation.Handle).WithName(nameof(CorrectObservation)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        observations.MapPost("/{observationId:guid}/retraction", RetractObservation.Handle).WithName(nameof(RetractObservation)).Needs(Scopes.ObservationsWrite).Answers(404, 409, 413, 415, 422);
    }
}
