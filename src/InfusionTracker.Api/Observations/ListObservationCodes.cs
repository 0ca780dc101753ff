using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Observations;

public static class ListObservationCodes
{
    private static readonly Page<CatalogueObservation> Catalogue =
        new([.. ObservationCatalogue.All.Select(code => CatalogueObservation.Of(code, ObservationRanges.Default))], null);

    /// <summary>Lists every code that an observation may have, with its units, its levels, its plausible range and its critical limits.</summary>
    public static async Task<Results<Ok<Page<CatalogueObservation>>, Problem>> Handle(Caller caller, Database database)
    {
        await database.Admit(caller);
        return TypedResults.Ok(Catalogue);
    }
}
