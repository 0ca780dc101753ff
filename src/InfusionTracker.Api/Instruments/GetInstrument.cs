using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Instruments;

public static class GetInstrument
{
    /// <summary>Reads what an instrument of the catalogue is: items, ranges, meaning of totals, rules, and where each fact was read.</summary>
    /// <param name="code">Code of the instrument, e.g. <c>HAMA</c>.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">Knows who may ask.</param>
    public static async Task<Results<Ok<CatalogueInstrument>, Problem>> Handle(string code, Caller caller, Database database)
    {
        await database.Admit(caller);
        return InstrumentCatalogue.Find(code) is { } instrument
            ? TypedResults.Ok(CatalogueInstrument.Of(instrument))
            : new Problem(404, "not-found", "The catalogue has no such instrument; GET /v1/instruments lists them.");
    }
}
