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
    /// responded of those who could be judged. Figures about few patients are withheld.
    /// </summary>
    /// <param name="query">The choices behind every onset.</param>
    /// <param name="filter">Which sessions.</param>
    /// <param name="missing">
    /// <c>locf</c> carries the last eligible point into a missed window, never the baseline; without it nothing fills one.
    /// </param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    /// <param name="clock">Now.</param>
    public static async Task<Results<Ok<CohortOnset>, Problem>> Handle(
        [AsParameters] OnsetQuery query, [AsParameters] CohortFilter filter, string? missing, Caller caller, Database database, IClock clock)
    {
        var instrument = query.FindInstrument();
        var options = query.Options(instrument);
        filter.Check();
        if (missing is not (null or "locf"))
        {
            return Problem.BadParameter("missing", "Give locf, or leave it out.");
        }

        var reading = new CohortReading(instrument, options, filter, Grouping: null);
        var (sessions, cells) = await reading.Read(caller, database);
        var cohort = Cohort.Of(sessions, reading.Design, asked: null);
        var now = clock.GetCurrentInstant();
        var figures = CohortWindows.Of(
            cohort,
            options.Windows,
            now,
            missing is null ? MissingValues.Omit : MissingValues.LastObservationCarriedForward,
            cells);
        return TypedResults.Ok(CohortOnset.Of(reading, cohort, figures, cells, now, missing));
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

    internal static CohortOnset Of(CohortReading reading, Cohort cohort, CohortWindows figures, SmallCells cells, Instant now, string? missing)
    {
        var isEmpty = cohort.Counted.IsEmpty && cohort.LeftOut.IsEmpty;
        return new()
        {
            Instrument = reading.Instrument.Code,
            At = now,
            Unit = reading.Filter.Unit ?? "patient",
            Scope = reading.Filter.Scope ?? "session",
            BaselineRule = reading.Options.BaselineRule.Code(),
            Rules = OnsetRulesNamed.Of(reading.Instrument, reading.Options),
            MinimumCell = cells.Minimum,
            IsEmpty = isEmpty,
            Cohort = figures.Counts.Cohort,
            Counted = figures.Counts.Counted,
            LeftOut = LeftOut.Of(figures.Counts),
            IsRandomised = false,
            Notes = NotesOn(reading, isEmpty, missing is null ? null : "A missed window carries the last eligible point forward, as was asked."),
            Missing = missing,
            Baseline = figures.Counts.Counted is null ? null : BaselineOf(cohort, cells),
            Windows = [.. figures.Windows.Select(CohortWindow.Of)],
        };
    }

    private static CohortSummary? BaselineOf(Cohort cohort, SmallCells cells)
    {
        var totals = cohort.Counted.Where(session => session.Onset.Baseline is not null).ToList();
        var (with, without) = (Patients(totals), Patients(cohort.Counted.Except(totals)));
        return cells.Count(totals.Count, with, without) is null
            ? null
            : CohortSummary.Of(Summary.Of(totals.Select(session => session.Onset.Baseline!.Total.ToDouble()), cohort.AreIndependent));

        static int Patients(IEnumerable<IndexSession> sessions) => sessions.Select(session => session.PatientId).Distinct().Count();
    }
}
