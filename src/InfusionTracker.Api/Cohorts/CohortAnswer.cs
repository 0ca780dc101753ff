using InfusionTracker.Api.Onset;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>What every answer about a cohort says of how it was made.</summary>
public abstract record CohortAnswer
{
    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>The time of the answer: what ends later is not missed yet.</summary>
    public required Instant At { get; init; }

    /// <summary>Of what it counts: <c>patient</c> or <c>session</c>.</summary>
    public required string Unit { get; init; }

    /// <summary><c>session</c>, or <c>course</c> where t0 is the first of a course.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule that chose baselines: <c>last-pre-dose</c>, <c>screening</c> or <c>mean-pre-dose</c>.</summary>
    public required string BaselineRule { get; init; }

    /// <summary>The rules and definitions that the figures rest on.</summary>
    public required OnsetRulesNamed Rules { get; init; }

    /// <summary>The fewest patients that figures are told of; 1 where nothing is withheld from the caller.</summary>
    public required int MinimumCell { get; init; }

    /// <summary>True where no session passes the filters.</summary>
    public required bool IsEmpty { get; init; }

    /// <summary>Sessions that pass the filters, or would if their dose were known: those counted and those left out. Null where withheld.</summary>
    public required int? Cohort { get; init; }

    /// <summary>Those that figures are made of; null where withheld.</summary>
    public required int? Counted { get; init; }

    /// <summary>The others, one reason each.</summary>
    public required LeftOut LeftOut { get; init; }

    /// <summary>Always false: nobody was assigned at random to what a clinic happened to give.</summary>
    public required bool IsRandomised { get; init; }

    /// <summary>What a reader has to know, in sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    private protected static List<string> NotesOn(CohortReading reading, CohortBasis basis, bool isEmpty, string? own)
    {
        (bool Holds, string? Note)[] notes =
        [
            (isEmpty, "No session passes the filters."),
            (true, "Groups are not randomised: a difference between them is not an effect of what they are grouped by."),
            (reading.Design.Unit == CohortUnit.Session, "Sessions of one patient depend on each other: no standard error, interval or p is given."),
            (basis.Options.IncludeRecallOverlap, "Scores that ask about the time before the dose are taken as evidence, as was asked."),
            (basis.Options.IncludeVersionDiffers, "Scores of another form than the baseline's are taken as evidence, as was asked."),
            (basis.Cells is not null,
                "What would tell of few patients is withheld: a null stands for few, or for a rest of few. What two answers tell together is made coarse, not impossible."),
            (own is not null, own),
        ];
        return [.. notes.Where(n => n.Holds).Select(n => n.Note!)];
    }
}

/// <summary>Sessions that are left out, by the first reason that holds; null where a small number is withheld.</summary>
public sealed record LeftOut
{
    /// <summary>A dose is asked about, and it has no stop or no weight.</summary>
    public required int? DoseUnknown { get; init; }

    /// <summary>The patient counts by an earlier one.</summary>
    public required int? NotFirstSession { get; init; }

    /// <summary>Another session of the patient overlaps it, whether or not that one passes the filters.</summary>
    public required int? Overlapping { get; init; }

    /// <summary>The thing that is grouped by is not known.</summary>
    public required int? NoGroup { get; init; }

    /// <summary>No score that could be a baseline.</summary>
    public required int? NoBaseline { get; init; }

    /// <summary>In remission before the dose.</summary>
    public required int? InRemissionAtBaseline { get; init; }

    /// <summary>The baseline is below the lowest that was asked for.</summary>
    public required int? BelowMinBaseline { get; init; }

    /// <summary>Not even the best total would meet the rule.</summary>
    public required int? RuleUnreachable { get; init; }

    /// <summary>Relapse only: there was no response to lose.</summary>
    public required int? NoResponse { get; init; }

    internal static LeftOut Of(CohortCounts counts)
    {
        return new()
        {
            DoseUnknown = By(LeftOutReason.DoseUnknown),
            NotFirstSession = By(LeftOutReason.NotFirstSession),
            Overlapping = By(LeftOutReason.Overlapping),
            NoGroup = By(LeftOutReason.NoGroup),
            NoBaseline = By(LeftOutReason.NoBaseline),
            InRemissionAtBaseline = By(LeftOutReason.InRemissionAtBaseline),
            BelowMinBaseline = By(LeftOutReason.BelowMinBaseline),
            RuleUnreachable = By(LeftOutReason.RuleUnreachable),
            NoResponse = By(LeftOutReason.NoResponse),
        };

        int? By(LeftOutReason reason) => counts.LeftOut.TryGetValue(reason, out var count) ? count : 0;
    }
}
