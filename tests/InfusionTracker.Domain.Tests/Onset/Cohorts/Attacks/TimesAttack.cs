using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts.Attacks;

/// <summary>
/// Works out of times to an event whatever it can, beside the answer about the same cohort as one group: of groups that are hidden, of
/// counts and their rests, and of the events between two rows of a curve.
/// </summary>
internal sealed class TimesAttack(RandomCohort cohort, TimeToEvent told)
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Find()
    {
        ReasonsAttack.Find(cohort, told.Counts, Report);
        var byGroup = cohort.Counted.GroupBy(s => s.Group!).ToDictionary(group => group.Key, group => group.Select(Ended.Of).ToList());
        Report(told.Counts.Counted is not null && cohort.AreFew(Of(byGroup.Values.SelectMany(ended => ended))), "how many are counted");
        var hidden = byGroup.Where(group => told.Groups.All(t => t.Group != group.Key)).SelectMany(group => group.Value).ToList();
        if (told.Groups.Length > 0)
        {
            Report(cohort.AreFew(Of(hidden)), "hidden groups");
            Report(cohort.AreFew(Of(hidden.Where(e => e.HasEvent))), "events of hidden groups");
            Report(cohort.AreFew(Of(hidden.Where(e => !e.HasEvent))), "the rest of hidden groups");
        }

        foreach (var group in told.Groups)
        {
            Group(group, byGroup[group.Group!]);
        }

        Report(told.LogRank is not null && told.Groups.Any(group => group.Events is null), "the log-rank of few events");
        return _found;
    }

    private void Group(GroupTimes group, List<Ended> ended)
    {
        var (with, without) = (ended.Where(e => e.HasEvent).ToList(), ended.Where(e => !e.HasEvent).ToList());
        Report(cohort.AreFew(Of(ended)), "a group of few");
        var tellsEvents = group.Events is not null || group.Curve.Length > 0 || group.Median is not null;
        Report(tellsEvents && (cohort.AreFew(Of(with)) || cohort.AreFew(Of(without))), "events");
        Report(group.CensoredByNextInfusion is not null
            && (cohort.AreFew(Of(without.Where(e => e.IsCutOff))) || (tellsEvents && cohort.AreFew(Of(without.Where(e => !e.IsCutOff))))), "cut off");
        if (!tellsEvents)
        {
            // Those cut off had no event. Where one number of events only is left, it is told.
            var most = ended.Count - (group.CensoredByNextInfusion ?? 0);
            Report(
                ended.Count > 2 && Enumerable.Range(1, ended.Count - 1)
                    .Count(n => n <= most && (n < cohort.Cells.Minimum || ended.Count - n < cohort.Cells.Minimum)) == 1,
                "the only number of events");
        }

        var after = Duration.FromTicks(-1);
        foreach (var row in group.Curve)
        {
            Report(!IsCoarse(row.Time) || row.AtRisk is not null || row.Censored is not null, "an exact row");
            Between(with, after, row.Time);
            after = row.Time;
        }

        if (group.Curve.Length > 0)
        {
            Between(with, after, Duration.FromDays(10_000));
        }

        double?[] times = [group.LowerQuartile?.EstimateMinutes, group.Median?.EstimateMinutes, group.UpperQuartile?.EstimateMinutes];
        Report(times.Any(time => time is not null && group.Curve.All(row => row.Time.TotalMinutes != time)), "a time that is no row");
        Report(group.FirstVisitMinutes is { } visit && !IsCoarse(Duration.FromMinutes(visit)), "an exact visit");
    }

    private void Between(List<Ended> with, Duration after, Duration until) =>
        Report(cohort.AreFew(Of(with.Where(e => e.Time > after && e.Time <= until))), "events between two rows");

    private static bool IsCoarse(Duration time)
    {
        var step = time <= Duration.FromHours(4) ? Duration.FromMinutes(10) : time <= Duration.FromDays(1) ? Duration.FromHours(1) : Duration.FromDays(1);
        return time.BclCompatibleTicks % step.BclCompatibleTicks == 0;
    }

    private static List<Guid> Of(IEnumerable<Ended> ended) => [.. ended.Select(e => e.Patient)];

    private void Report(bool isFound, string what)
    {
        if (isFound)
        {
            _found.Add(what);
        }
    }

    private sealed record Ended(Guid Patient, bool HasEvent, Duration Time, bool IsCutOff)
    {
        public static Ended Of(IndexSession session) => new(
            session.PatientId,
            session.Onset.FirstResponse is not null,
            session.Onset.FirstResponse?.Elapsed ?? session.Onset.EligiblePoints.Select(p => p.Elapsed).LastOrDefault(),
            session.Onset.FirstResponse is null && session.Onset.Alignment.NextT0 is not null);
    }
}
