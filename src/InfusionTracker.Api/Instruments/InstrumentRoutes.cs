using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Instruments;

public static class InstrumentRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var instruments = v1.MapGroup("/instruments").WithTags("Instruments");
        instruments.MapGet("/", ListInstruments.Handle).WithName(nameof(ListInstruments)).Needs(Scopes.RecordsRead);
        instruments.MapGet("/{code}", GetInstrument.Handle).WithName(nameof(GetInstrument)).Needs(Scopes.RecordsRead).Answers(404);
    }
}
