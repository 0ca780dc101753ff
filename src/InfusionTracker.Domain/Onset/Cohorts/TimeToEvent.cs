using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>The time to an event in one group.</summary>
/// <param name="Group">Its name; null where the cohort is not split.</param>
/// <param name="N">Subjects, those without any follow-up included (censored at 0).</param>
/// <param name="Events">Subjects who had the event; null where they or the rest are few.</param>
/// <param name="CensoredByNextInfusion">
/// Censored subjects whose follow-up a next infusion cut off. Re-treatment follows worsening, so that a duration may be
/// flattered.
/// </param>
/// <param name="LowerQuartile">When a quarter has had it; null, as the others are, where the curve is withheld.</param>
/// <param name="Median">When half has had it.</param>
/// <param name="UpperQuartile">When three quarters have had it.</param>
/// <param name="FirstVisitMinutes">Median time of the first eligible point after the origin; null where withheld.</param>
/// <param name="Curve">Kaplan-Meier's; empty where withheld.</param>
public sealed record GroupTimes(
    string? Group,
    int N,
    int? Events,
    int? CensoredByNextInfusion,
    CurveQuantile? LowerQuartile,
    CurveQuantile? Median,
    CurveQuantile? UpperQuartile,
    double? FirstVisitMinutes,
    ImmutableArray<CurveRow> Curve);

/// <summary>
/// Times to response, remission or relapse, by group. Groups are not randomised: a difference between them is not an
/// effect of what they are grouped by.
/// </summary>
/// <param name="Counts">Who was counted.</param>
/// <param name="Groups">The groups by name.</param>
/// <param name="WithheldGroups">True where groups are withheld, which are not named.</param>
/// <param name="LogRank">Null with fewer than two groups, where it cannot be computed, or where a group is withheld.</param>
/// <param name="VisitTimesDiffer">
/// True where the groups' first visits fall in different windows: the log-rank then compares schedules. Null where a group
/// or its first visit is withheld.
/// </param>
public sealed record TimeToEvent(
    CohortCounts Counts, ImmutableArray<GroupTimes> Groups, bool WithheldGroups, LogRank? LogRank, bool? VisitTimesDiffer);

/// <summary>Takes a cohort in, patient by patient, and keeps of each session its follow-up.</summary>
/// <param name="design">How the cohort is made, and the event that is asked about.</param>
/// <param name="order">The order of the groups.</param>
public sealed class TimeToEventTally(CohortDesign design, IComparer<string> order)
{
    /// <summary>Most groups: each is held against each other at every time of an event, and nobody reads more curves than these.</summary>
    public const int MostGroups = 50;

    private readonly CohortTally _counts = new();

    private readonly Dictionary<string, GroupTally> _groups = [];

    /// <summary>The only group of a cohort that is not split.</summary>
    private GroupTally? _whole;

    private int _taken;

    /// <summary>The patients of those counted.</summary>
    public IReadOnlyList<Guid> Patients => _counts.Patients;

    /// <summary>True where those who were taken in fall into more groups than can be told apart.</summary>
    public bool HasTooManyGroups => _groups.Count > MostGroups;

    /// <summary>Takes a patient in.</summary>
    /// <param name="ofPatient">All sessions of one patient that pass the filters, in any order.</param>
    public void Add(IEnumerable<IndexSession> ofPatient)
    {
        _taken++;
        foreach (var judged in design.Judge(ofPatient))
        {
            _counts.Add(judged);
            if (judged.LeftOut is null)
            {
                GroupOf(judged.Session).Add(judged.Session, _taken);
            }
        }
    }

    /// <summary>The exact times of all who were taken in.</summary>
    /// <param name="windows">The windows by which visits are compared.</param>
    /// <param name="interval">How limits are made; sessions of one patient have none.</param>
    public TimeToEvent Figures(WindowList windows, CurveInterval interval)
    {
        var groups = InOrder();
        var times = groups.Select(group => group.Figures(interval)).ToImmutableArray();
        return new(
            _counts.Figures(), times, false, LogRank.Of([.. groups.Select(group => group.FollowUps)], design.AreIndependent), Differ(times, windows));
    }

    /// <summary>As much of them as may be told.</summary>
    /// <param name="windows">The windows by which visits are compared.</param>
    /// <param name="interval">How limits are made.</param>
    /// <param name="cells">What is withheld; null for nothing.</param>
    public TimeToEvent Figures(WindowList windows, CurveInterval interval, SmallCells? cells)
    {
        var exact = Figures(windows, interval);
        return cells is null ? exact
            : (cells with { Unit = design.Unit }).Withhold(exact, new(_counts.Cells, [.. InOrder().Select(group => group.Cells)]));
    }

    private GroupTally[] InOrder() =>
        [.. _whole is null ? [] : new[] { _whole }, .. _groups.OrderBy(group => group.Key, order).Select(group => group.Value)];

    private GroupTally GroupOf(IndexSession session)
    {
        if (session.Group is not { } name)
        {
            return _whole ??= new(design, null);
        }

        if (!_groups.TryGetValue(name, out var group))
        {
            _groups.Add(name, group = new(design, name));
        }

        return group;
    }

    private static bool Differ(ImmutableArray<GroupTimes> groups, WindowList windows) =>
        groups
            .Where(group => group.FirstVisitMinutes is not null)
            .Select(group => windows.NearestTo(Duration.FromMinutes(group.FirstVisitMinutes!.Value)))
            .Distinct()
            .Skip(1)
            .Any();
}
