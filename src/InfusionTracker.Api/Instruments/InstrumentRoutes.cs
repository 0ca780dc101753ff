using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Instruments;

public static class InstrumentRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var instruments = v1.MapGroup("/instruments").WithTags("Instruments");
        instruments.MapGet("/", ListInstruments.Handle).WithName(nameof(ListInstruments)).Needs(Scopes.RecordsRead).HoldsNoRecord();
        instruments.MapGet("/{code}", GetInstrument.Handle).WithName(nameof(GetInstrument)).Needs(Scopes.RecordsRead).HoldsNoRecord().Answers(404);
    }
}
