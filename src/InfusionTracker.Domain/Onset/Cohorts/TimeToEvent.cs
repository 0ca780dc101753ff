using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>The time to an event in one group. All figures are null, and the curve empty, where the group is withheld.</summary>
/// <param name="Group">Its name; null where the cohort is not split.</param>
/// <param name="Withheld">True where too few patients stand behind it.</param>
/// <param name="N">Subjects, those without any follow-up included (censored at 0).</param>
/// <param name="Events">Subjects who had the event; null where they or the rest are few.</param>
/// <param name="CensoredByNextInfusion">
/// Censored subjects whose follow-up a next infusion cut off. Re-treatment follows worsening, so that a duration may be
/// flattered.
/// </param>
/// <param name="LowerQuartile">When a quarter has had it.</param>
/// <param name="Median">When half has had it.</param>
/// <param name="UpperQuartile">When three quarters have had it.</param>
/// <param name="FirstVisitMinutes">Median time of the first eligible point after the origin.</param>
/// <param name="Curve">Kaplan-Meier's; it ends before too few patients are at risk.</param>
public sealed record GroupTimes(
    string? Group,
    bool Withheld,
    int? N,
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
/// <param name="LogRank">Null with fewer than two groups, where it cannot be computed, or where a group is withheld.</param>
/// <param name="VisitTimesDiffer">
/// True where the groups' first visits fall in different windows: the log-rank then compares schedules. Null where a group
/// is withheld.
/// </param>
public sealed record TimeToEvent(
    CohortCounts Counts, ImmutableArray<GroupTimes> Groups, LogRank? LogRank, bool? VisitTimesDiffer)
{
    /// <summary>Computes times to an event.</summary>
    /// <param name="cohort">A cohort made for this event.</param>
    /// <param name="asked">The event.</param>
    /// <param name="windows">The windows by which visits are compared.</param>
    /// <param name="interval">How limits are made; sessions of one patient have none.</param>
    /// <param name="cells">What is small.</param>
    public static TimeToEvent Of(
        Cohort cohort, CohortEvent asked, WindowList windows, CurveInterval interval, SmallCells cells)
    {
        var groups = cohort.Counted
            .Select(session => Subject.Of(session, asked))
            .GroupBy(subject => subject.Session.Group)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Subjects: group.ToList()))
            .ToList();
        var withheld = cells.Withheld([.. groups.Select(group => Patients(group.Subjects))]);
        var anyWithheld = withheld.Contains(true);
        var times = groups
            .Select((group, i) => withheld[i]
                ? new(group.Key, true, null, null, null, null, null, null, null, [])
                : TimesOf(group.Key, group.Subjects, interval, cohort.AreIndependent, cells))
            .ToImmutableArray();
        return new(
            CohortCounts.Of(cohort, cells, anyWithheld),
            times,
            anyWithheld
                ? null
                : LogRank.Of([.. groups.Select(group => group.Subjects.ConvertAll(s => s.FollowUp))], cohort.AreIndependent),
            anyWithheld ? null : Differ(times, windows));
    }

    private static GroupTimes TimesOf(
        string? name, List<Subject> subjects, CurveInterval interval, bool areIndependent, SmallCells cells)
    {
        var curve = SurvivalCurve.Of(subjects.Select(subject => subject.FollowUp), interval);
        if (!areIndependent)
        {
            curve = new([.. curve.Rows.Select(row => row with { StandardError = null, Lower = null, Upper = null })]);
        }

        var (events, rest) = (subjects.Where(s => s.FollowUp.HasEvent).ToList(), subjects.Where(s => !s.FollowUp.HasEvent).ToList());
        var cutOff = rest.Where(subject => subject.Session.Onset.Alignment.NextT0 is not null).ToList();
        var visits = subjects.Where(s => s.FirstVisit is not null).Select(s => s.FirstVisit!.Value.TotalMinutes).Order().ToList();
        return new(
            name,
            false,
            subjects.Count,
            cells.Count(events.Count, Patients(events), Patients(rest)),
            cells.Count(cutOff.Count, Patients(cutOff), Patients(subjects.Except(cutOff))),
            curve.Quantile(0.25),
            curve.Quantile(0.5),
            curve.Quantile(0.75),
            visits.Count == 0 ? null : Summary.Quantile(visits, 0.5),
            [.. curve.Rows.TakeWhile(EnoughAtRisk(subjects, cells))]);
    }

    /// <summary>True as long as enough distinct patients have a follow-up of at least a row's time.</summary>
    private static Func<CurveRow, bool> EnoughAtRisk(List<Subject> subjects, SmallCells cells)
    {
        var longest = subjects
            .GroupBy(subject => subject.Session.PatientId)
            .Select(ofPatient => ofPatient.Max(subject => subject.FollowUp.Time))
            .OrderDescending()
            .ToList();
        var last = cells.Minimum <= longest.Count ? longest[Math.Max(cells.Minimum, 1) - 1] : -Duration.Epsilon;
        return row => row.Time <= last;
    }

    private static bool Differ(ImmutableArray<GroupTimes> groups, WindowList windows) =>
        groups
            .Where(group => group.FirstVisitMinutes is not null)
            .Select(group => windows.NearestTo(Duration.FromMinutes(group.FirstVisitMinutes!.Value)))
            .Distinct()
            .Skip(1)
            .Any();

    private static int Patients(IEnumerable<Subject> subjects) => subjects.Select(s => s.Session.PatientId).Distinct().Count();

    /// <summary>A session as its follow-up from the origin: t0, or the first response for a relapse.</summary>
    private sealed record Subject(IndexSession Session, FollowUp FollowUp, Duration? FirstVisit)
    {
        public static Subject Of(IndexSession session, CohortEvent asked)
        {
            var onset = session.Onset;
            var origin = asked == CohortEvent.Relapse ? onset.FirstResponse!.Elapsed : Duration.Zero;
            var happened = asked switch
            {
                CohortEvent.Response => onset.FirstResponse?.Elapsed,
                CohortEvent.Remission => onset.FirstRemission?.Elapsed,
                _ => onset.LossOfResponse?.Elapsed,
            };
            var visits = onset.EligiblePoints.Where(point => point.Elapsed > origin).Select(point => point.Elapsed).ToList();
            var end = happened ?? (visits.Count > 0 ? visits[^1] : origin);
            return new(session, new(end - origin, happened is not null), visits.Count > 0 ? visits[0] - origin : null);
        }
    }
}
