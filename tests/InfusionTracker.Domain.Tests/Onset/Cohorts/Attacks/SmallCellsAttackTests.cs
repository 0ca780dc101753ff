using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts.Attacks;

/// <summary>Attacks on what random cohorts tell.</summary>
public class SmallCellsAttackTests
{
    private const int Cohorts = 2500;

    [Fact]
    public void Nothing_of_few_can_be_worked_out_from_the_windows_of_a_cohort() =>
        Assert.Empty(Found(isGrouped: false, Cohorts, cohort => cohort.Cells));

    [Fact]
    public void Nothing_of_few_can_be_worked_out_from_times_to_an_event() =>
        Assert.Empty(Found(isGrouped: true, Cohorts, cohort => cohort.Cells));

    /// <summary>The attacks are worth something: most exact answers fall to them.</summary>
    [Theory]
    [InlineData(
        false, "baseline of those without a score", "responders", "remitters", "evaluable", "missing", "not reached", "left out as", "percent",
        "all scores of five", "total", "change", "responders who do not remit")]
    [InlineData(true, "a group of few", "events", "cut off", "events between two rows", "left out as", "an exact row")]
    public void Exact_answers_fall_to_the_same_attacks(bool isGrouped, params string[] attacks)
    {
        var found = Found(isGrouped, 1000, _ => null);
        Assert.True(found.Select(f => f.Number).Distinct().Count() > 700);
        Assert.All(attacks, attack => Assert.Contains(found, f => f.What.StartsWith(attack, StringComparison.Ordinal)));
    }

    private static List<(int Number, string What)> Found(bool isGrouped, int cohorts, Func<RandomCohort, SmallCells?> cells) =>
        [.. Enumerable.Range(0, cohorts).AsParallel().AsOrdered().SelectMany(number => Attack(number, isGrouped, cells).Select(what => (number, what)))];

    private static IReadOnlyList<string> Attack(int number, bool isGrouped, Func<RandomCohort, SmallCells?> cells)
    {
        var cohort = new RandomCohort(number, isGrouped);
        if (!isGrouped)
        {
            var windows = new CohortWindowsTally(cohort.Design, WindowList.Default, T0 + Duration.FromDays(4000), MissingValues.Omit);
            foreach (var ofPatient in cohort.Sessions.GroupBy(s => s.PatientId))
            {
                windows.Add(ofPatient);
            }

            return new WindowAttack(cohort, windows.Figures(cells(cohort))).Find();
        }

        var times = new TimeToEventTally(cohort.Design, StringComparer.Ordinal);
        foreach (var ofPatient in cohort.Sessions.GroupBy(s => s.PatientId))
        {
            times.Add(ofPatient);
        }

        return new TimesAttack(cohort, times.Figures(WindowList.Default, CurveInterval.LogLog, cells(cohort))).Find();
    }
}
