using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

/// <summary>Scales of the present moment: the anxiety line, dissociation, sedation.</summary>
public class RightNowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(100)]
    public void The_anxiety_line_is_its_own_total(int mark) =>
        Assert.Equal(mark, Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("VASANX").Score([mark])).Total);

    [Fact]
    public void The_anxiety_line_ends_at_0_and_100()
    {
        var vas = Forms.Instrument("VASANX");
        Assert.Equal(0, Assert.Single(Forms.Refusals(vas.Score([101]))).Index);
        Assert.Equal(0, Assert.Single(Forms.Refusals(vas.Score([-1]))).Index);
    }

    [Fact]
    public void A_measured_line_may_have_half_a_millimetre_and_a_sum_may_not()
    {
        Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("VASANX").CheckTotal(37.5m));
        Assert.Equal(
            ScoreRefusalReason.TotalNotWhole, Assert.Single(Forms.Refusals(Forms.Instrument("CADSS6").CheckTotal(3.5m))).Reason);
        Assert.IsType<ScoreOutcome.Scored>(Forms.Instrument("CADSS6").CheckTotal(3.0m));
    }

    [Theory]
    [InlineData("000000", 0)]
    [InlineData("012340", 10)]
    [InlineData("444444", 24)]
    public void Cadss6_adds_six_items_from_0_to_4_and_has_no_bands(string answers, int total) =>
        Forms.Table("CADSS6", answers, total, null);

    [Fact]
    public void Cadss6_is_items_1_2_6_7_15_and_22_of_the_cadss() =>
        Assert.Equal([1, 2, 6, 7, 15, 22], Forms.Instrument("CADSS6").ItemsOf!.Items);

    [Fact]
    public void The_cadss6_range_is_said_to_be_from_memory() =>
        Assert.Superset(new HashSet<string> { "itemRange", "totalMax" }, Forms.Instrument("CADSS6").UnverifiedFields.ToHashSet());

    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    public void Moaas_runs_from_0_to_5(string answer, int total) => Forms.Table("MOAAS", answer, total, null);

    [Fact]
    public void Moaas_has_no_better_end_and_keeps_its_version()
    {
        var moaas = Forms.Instrument("MOAAS");
        Assert.Equal((Direction.State, OnsetUse.ChangeOnly), (moaas.Direction, moaas.Onset));
        Assert.Equal("trapezius-squeeze", Forms.Score("MOAAS", "3").Version);
        Assert.Equal("mild-prodding", Forms.Score("MOAAS", "3", "mild-prodding").Version);
        Assert.Single(Forms.Refusals("MOAAS", "6"));
    }
}
