using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Instruments;

public static class ListInstruments
{
    private static readonly Page<CatalogueInstrument> Catalogue = new([.. InstrumentCatalogue.All.Select(CatalogueInstrument.Of)], Next: null);

    /// <summary>Lists the instruments that scores can be recorded of, by code; all on one page.</summary>
    public static async Task<Results<Ok<Page<CatalogueInstrument>>, Problem>> Handle(Caller caller, Database database)
    {
        await database.Admit(caller);
        return TypedResults.Ok(Catalogue);
    }
}
