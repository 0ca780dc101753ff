using System.Collections.Immutable;
using NodaTime;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>A follow-up, and the number of its patient.</summary>
public readonly record struct Followed(int Patient, FollowUp FollowUp);

/// <summary>Who stands behind the times of a group.</summary>
/// <param name="Followed">All of them.</param>
/// <param name="Subjects">The same as a cell.</param>
/// <param name="CutOff">Those censored whom a next infusion cut off.</param>
/// <param name="CensoredOtherwise">The others censored.</param>
/// <param name="NotCutOff">All others.</param>
/// <param name="Visited">Those with an eligible point after the origin.</param>
public sealed record GroupCells(
    IReadOnlyList<Followed> Followed, Cell Subjects, Cell CutOff, Cell CensoredOtherwise, Cell NotCutOff, Cell Visited);

/// <summary>Who stands behind times to an event.</summary>
/// <param name="Counts">Behind the counts.</param>
/// <param name="Groups">Behind each group.</param>
public sealed record TimeToEventCells(CountedCells Counts, ImmutableArray<GroupCells> Groups);

public sealed partial record SmallCells
{
    /// <summary>What may be told of times to an event.</summary>
    /// <param name="exact">The figures.</param>
    /// <param name="behind">Who stands behind them.</param>
    public TimeToEvent Withhold(TimeToEvent exact, TimeToEventCells behind)
    {
        var withheld = Withheld(behind.Groups);
        var cells = behind.Groups.Where((_, i) => !withheld[i]).ToList();
        var groups = exact.Groups.Where((_, i) => !withheld[i]).Zip(cells, Told).ToImmutableArray();
        var isAny = withheld.Contains(true);
        return new(
            isAny ? NoCounts(behind.Counts) : Told(exact.Counts, behind.Counts),
            groups,
            isAny,
            isAny || exact.LogRank is not { } test || groups.Any(group => group.Events is null) ? null
                : new(Rounded(test.ChiSquare, 2), test.Df, Rounded(test.P, 3)),
            isAny || groups.Zip(cells).Any(group => group.First.FirstVisitMinutes is null && group.Second.Visited.Sessions > 0) ? null
                : exact.VisitTimesDiffer);
    }

    /// <summary>
    /// Which groups are withheld: those of few, and then the next smallest, on a tie the earlier, until all of them together are no
    /// few, neither those with the event nor those without. So what the whole cohort tells does not tell of few in them.
    /// </summary>
    private bool[] Withheld(IReadOnlyList<GroupCells> groups)
    {
        var withheld = groups.Select(group => AreFew(group.Subjects)).ToArray();
        if (!withheld.Contains(true))
        {
            return withheld;
        }

        var bySize = Enumerable.Range(0, groups.Count).Where(i => !withheld[i]).OrderBy(i => groups[i].Subjects.Patients);
        foreach (var next in bySize.ToList())
        {
            var together = groups.Where((_, i) => withheld[i]).SelectMany(group => group.Followed).ToList();
            if (!AreFew(Of(together, _ => true)) && !Hides(Of(together, HasEvent), Of(together, f => !HasEvent(f))))
            {
                break;
            }

            withheld[next] = true;
        }

        return withheld;
    }

    /// <summary>
    /// A group that is not of few. Those whom a next infusion cut off are a part of the censored, and these of the group: where the
    /// rest of either are few, or the events are not told, whose number could be one only, they are not counted.
    /// </summary>
    private GroupTimes Told(GroupTimes exact, GroupCells behind)
    {
        var tellsEvents = !Hides(Of(behind.Followed, HasEvent), Of(behind.Followed, f => !HasEvent(f)));
        var tellsCurve = tellsEvents && HasTimes(2, behind.Subjects);
        ImmutableArray<CurveRow> curve = tellsCurve ? Told(exact.Curve, behind.Followed) : [];
        return exact with
        {
            Events = tellsEvents ? exact.Events : null,
            CensoredByNextInfusion =
                !tellsEvents || Hides(behind.CutOff, behind.CensoredOtherwise) || AreFew(behind.NotCutOff) ? null : exact.CensoredByNextInfusion,
            LowerQuartile = tellsCurve ? Quantile(curve, 0.75) : null,
            Median = tellsCurve ? Quantile(curve, 0.5) : null,
            UpperQuartile = tellsCurve ? Quantile(curve, 0.25) : null,
            FirstVisitMinutes =
                tellsEvents && HasTimes(2, behind.Visited) && exact.FirstVisitMinutes is { } minutes ? Coarse(minutes) : null,
            Curve = curve,
        };
    }

    /// <summary>
    /// The rows between which no few had the event, and after which none will. Each has the events since the one before, since those
    /// of rows between them are of few.
    /// </summary>
    private ImmutableArray<CurveRow> Told(ImmutableArray<CurveRow> exact, IReadOnlyList<Followed> followed)
    {
        var events = followed.Where(HasEvent).OrderBy(f => f.FollowUp.Time).ToList();
        var told = ImmutableArray.CreateBuilder<CurveRow>();
        var (first, next) = (0, 0);
        foreach (var ofTime in exact.GroupBy(row => Coarse(row.Time)))
        {
            var last = ofTime.Last();
            while (next < events.Count && events[next].FollowUp.Time <= last.Time)
            {
                next++;
            }

            var since = Cell.Of(events.Take(first..next).Select(f => f.Patient));
            if (!AreFew(since) && !AreFew(Cell.Of(events.Skip(next).Select(f => f.Patient))))
            {
                var (survival, lower, upper) = (Rounded(last.Survival, 2), Rounded(last.Lower, 2), Rounded(last.Upper, 2));
                told.Add(new(ofTime.Key, null, since.Sessions, null, survival, null, lower, upper));
                first = next;
            }
        }

        return told.DrainToImmutable();
    }

    /// <summary>The times of the first rows told at or below a level.</summary>
    private static CurveQuantile Quantile(ImmutableArray<CurveRow> told, double level)
    {
        return new(First(row => row.Survival), First(row => row.Lower), First(row => row.Upper));

        double? First(Func<CurveRow, double?> value) => told.FirstOrDefault(row => value(row) <= level)?.Time.TotalMinutes;
    }

    private static Duration Coarse(Duration time) => Duration.FromMinutes((long)Coarse(time.TotalMinutes));

    /// <summary>Minutes rounded up: to 10 minutes within 4 hours, to the hour within a day, then to the day.</summary>
    private static double Coarse(double minutes)
    {
        var step = minutes <= 240 ? 10 : minutes <= 1440 ? 60 : 1440;
        return Math.Ceiling(minutes / step) * step;
    }

    private static Cell Of(IEnumerable<Followed> followed, Func<Followed, bool> holds) => Cell.Of(followed.Where(holds).Select(f => f.Patient));

    private static bool HasEvent(Followed followed) => followed.FollowUp.HasEvent;
}
