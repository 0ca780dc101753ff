using System.Diagnostics;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.SurvivalCurveTests;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class LogRankTests
{
    [Fact]
    public void Log_ranks_are_those_of_R() =>
        Assert.All(ReferenceTable.Read("log-ranks.csv"), row =>
        {
            var ours = LogRank.Of([.. ReferenceTable.FollowUps(row["set"]).Values])!;
            ReferenceTable.Same(row.Number("chiSquare"), ours.ChiSquare);
            Assert.Equal(row.Number("df"), ours.Df);
            ReferenceTable.Same(row.Number("p"), ours.P);
        });

    [Fact]
    public void Maintained_and_not_differ_by_chance_once_in_fifteen()
    {
        var ours = LogRank.Of([.. ReferenceTable.FollowUps("aml").Values])!;
        ReferenceTable.Same(3.3963886989776, ours.ChiSquare);
        ReferenceTable.Same(0.06533932, ours.P, 5e-9);
    }

    [Fact]
    public void The_order_of_groups_is_no_matter()
    {
        var groups = ReferenceTable.FollowUps("random").Values.ToList();
        var (forth, back) = (LogRank.Of(groups)!, LogRank.Of([.. groups.AsEnumerable().Reverse()])!);
        ReferenceTable.Same(forth.ChiSquare, back.ChiSquare);
    }

    [Fact]
    public void One_group_is_compared_with_nothing() => Assert.Null(LogRank.Of([FollowUps("1e 2e 3c")]));

    [Fact]
    public void Where_nobody_has_the_event_nothing_is_compared() => Assert.Null(LogRank.Of([FollowUps("1c 2c"), FollowUps("1c 3c")]));

    [Fact]
    public void A_group_without_an_event_still_counts_as_long_as_it_was_at_risk()
    {
        var ours = LogRank.Of([FollowUps("1e 2e 3e"), FollowUps("4c 5c 6c")])!;
        Assert.Equal(1, ours.Df);
    }

    [Fact]
    public void A_group_that_was_never_at_risk_of_an_event_is_dropped()
    {
        var without = LogRank.Of([FollowUps("1e 2e 3e"), FollowUps("2e 5c 6c")])!;
        var with = LogRank.Of([FollowUps("1e 2e 3e"), FollowUps("0c 0c"), FollowUps("2e 5c 6c")])!;
        Assert.Equal(without, with);
    }

    [Theory]
    [InlineData("5e 5e", "5e 5e")] // all at once: the variance is 0
    [InlineData("1e", "0c 0c")] // one left at risk
    public void Where_the_variance_is_singular_nothing_is_told(string one, string other) =>
        Assert.Null(LogRank.Of([FollowUps(one), FollowUps(other)]));

    [Fact]
    public void Zero_length_follow_ups_count_as_at_risk_and_change_nothing()
    {
        var plain = LogRank.Of([FollowUps("1e 2e 3e"), FollowUps("2e 5c 6c")])!;
        Assert.Equal(plain, LogRank.Of([FollowUps("0c 1e 2e 3e"), FollowUps("2e 0c 5c 6c")]));
    }

    [Fact]
    public void Sessions_of_one_patient_have_no_p() => Assert.Null(LogRank.Of([FollowUps("1e 2e"), FollowUps("2e 5c")], areIndependent: false)!.P);

    [Fact]
    public void A_hundred_thousand_patients_are_compared_within_seconds()
    {
        var started = Stopwatch.GetTimestamp();
        var groups = Enumerable.Range(0, 4)
            .Select(g => FollowUpCounts.Of(Enumerable.Range(0, 25_000).Select(i => new FollowUp(Duration.FromSeconds(1 + ((i * 7919L) % 99_991)), (i + g) % 3 > 0))))
            .ToList();
        Assert.NotNull(LogRank.Of(groups));
        Assert.Equal(25_000, SurvivalCurve.Of(groups[0]).Rows[0].AtRisk);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
    }
}
