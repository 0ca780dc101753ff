using InfusionTracker.Api.Access;
using InfusionTracker.Api.Onset;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

public static class GetCohortOnset
{
    /// <summary>
    /// Reads how one instrument changed after the infusions of a cohort, window by window: means, medians, and how many
    /// responded of those who could be judged. Callers without <c>analytics:small-cells</c> and <c>records:read</c> are told nothing
    /// of few patients.
    /// </summary>
    /// <remarks>
    /// To these callers few are 1 to one less than the clinic's minimum of patients. They give instrument, unit, scope and filters
    /// alone: days are whole days of the clinic's calendar, doses and ages limits of its bands; anything else is a 403. A null stands
    /// for few, or for a rest of few. Of scores, the mean needs the minimum of patients, SD and interval twice that, the median three
    /// and quartiles four times. Where some who are counted have no score in a window, its totals have no mean beside the changes.
    /// </remarks>
    /// <param name="query">The choices behind every onset.</param>
    /// <param name="filter">Which sessions.</param>
    /// <param name="missing">
    /// <c>locf</c> carries the last eligible point into a missed window, never the baseline; without it nothing fills one.
    /// </param>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">The request.</param>
    /// <param name="database">The records.</param>
    /// <param name="answered">What was answered before.</param>
    /// <param name="clock">Now.</param>
    public static async Task<Results<Ok<CohortOnset>, Problem>> Handle(
        [AsParameters] OnsetQuery query,
        [AsParameters] CohortFilter filter,
        string? missing,
        Caller caller,
        HttpRequest request,
        Database database,
        AnsweredCohorts answered,
        IClock clock)
    {
        var instrument = query.FindInstrument();
        var over = query.Over(instrument);
        filter.Check();
        if (missing is not (null or "locf"))
        {
            return Problem.BadParameter("missing", "Give locf, or leave it out.");
        }

        var now = clock.GetCurrentInstant();
        var fill = missing is null ? MissingValues.Omit : MissingValues.LastObservationCarriedForward;
        var reading = new CohortReading(instrument, over, filter);
        var (basis, tally) = await reading.Read(caller, request.Query, database, async (basis, patients) =>
        {
            var tally = new CohortWindowsTally(reading.Design, basis.Options.Windows, now, fill);
            await foreach (var ofPatient in patients)
            {
                tally.Add(ofPatient);
            }

            return (basis, tally);
        });
        caller.NearOverlap = answered.IsNear(caller, basis.Cells, tally.Patients);
        return TypedResults.Ok(CohortOnset.Of(reading, basis, tally.Figures(basis.Cells), now, fill));
    }
}

/// <summary>How one instrument changed in a cohort.</summary>
public sealed record CohortOnset : CohortAnswer
{
    /// <summary><c>locf</c> where missed windows were filled with the last eligible point; null where they were not.</summary>
    public required string? Missing { get; init; }

    /// <summary>The baseline totals of those counted, points; null where withheld.</summary>
    public required CohortSummary? Baseline { get; init; }

    /// <summary>The figures in each window, in time order.</summary>
    public required IReadOnlyList<CohortWindow> Windows { get; init; }

    internal static CohortOnset Of(CohortReading reading, CohortBasis basis, CohortWindows figures, Instant now, MissingValues fill) => new()
    {
        Instrument = reading.Instrument.Code,
        At = now,
        Unit = reading.Filter.Unit ?? "patient",
        Scope = reading.Filter.Scope ?? "session",
        BaselineRule = basis.Options.BaselineRule.Code(),
        Rules = OnsetRulesNamed.Of(
            reading.Instrument, basis.Options, basis.Settings.Version, CohortDefinitions.OfWindows(reading.Design, fill, basis.Cells)),
        MinimumCell = basis.Cells?.Minimum ?? 1,
        IsEmpty = figures.Counts.IsEmpty,
        Cohort = figures.Counts.Cohort,
        Counted = figures.Counts.Counted,
        LeftOut = LeftOut.Of(figures.Counts),
        IsRandomised = false,
        Notes = NotesOn(
            reading, basis, figures.Counts.IsEmpty, fill == MissingValues.Omit ? null : "A missed window carries the last eligible point forward, as was asked."),
        Missing = fill == MissingValues.Omit ? null : "locf",
        Baseline = CohortSummary.Of(figures.Baseline),
        Windows = [.. figures.Windows.Select(CohortWindow.Of)],
    };
}
