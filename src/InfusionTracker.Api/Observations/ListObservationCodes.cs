using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Observations;

/// <summary>The catalogue of observations with the ranges in force in the clinic; all on one page.</summary>
public sealed record ObservationCodes
{
    /// <summary>Version of the clinic's settings (<c>GET /v1/clinic</c>) that the ranges are of.</summary>
    public required int RangesVersion { get; init; }

    /// <summary>Every code, as a bedside chart lists them.</summary>
    public required IReadOnlyList<CatalogueObservation> Items { get; init; }

    /// <summary>Always null: there is no next page.</summary>
    public required string? Next { get; init; }
}

public static class ListObservationCodes
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists every code that an observation may have, with its units, its levels, its plausible range and its critical limits,
    /// and whether the clinic has set those (<c>PATCH /v1/clinic</c>) or the catalogue's default holds.
    /// </summary>
    public static async Task<Results<Ok<ObservationCodes>, Problem>> Handle(Caller caller, Database database)
    {
        var ranges = (await database.Read(caller, Sql.Statements(), [], rows => rows.Single<ClinicRanges>()))!;
        return TypedResults.Ok(new ObservationCodes
        {
            RangesVersion = ranges.Version,
            Items = [.. ObservationCatalogue.All.Select(code => CatalogueObservation.Of(code, ranges.InForce))],
            Next = null,
        });
    }
}
