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

    [Theory]
    [InlineData("00000000000000000000000", 0)]
    [InlineData("44444444444444444444444", 92)]
    public void The_cadss_adds_23_items(string answers, int total) => Forms.Table("CADSS23", answers, total, null);

    [Fact]
    public void The_subscales_of_the_cadss_share_out_all_items()
    {
        var scored = Forms.Score("CADSS23", "11111111111111111111111");
        Assert.Equal([13m, 7m, 3m], scored.Subscales.Select(s => s.Value ?? -1));
    }

    [Fact]
    public void The_original_cadss_of_28_items_is_another_form() =>
        Assert.Equal(ScoreRefusalReason.AnswerCount, Assert.Single(Forms.Refusals("CADSS23", new string('0', 28))).Reason);

    [Theory]
    [InlineData("1111", 4)]
    [InlineData("1734", 15)]
    [InlineData("7777", 28)]
    public void The_positive_symptoms_of_the_bprs_start_at_4(string answers, int total) =>
        Forms.Table("BPRS_POS4", answers, total, null);

    [Fact]
    public void Zero_in_the_bprs_is_not_rated_and_leaves_no_total()
    {
        var scored = Forms.Score("BPRS_POS4", "1701");
        Assert.Null(scored.Total);
        Assert.Equal([3], scored.NotAssessed);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(4)]
    public void Rass_runs_from_minus_5_to_4_and_is_a_state(int level)
    {
        var rass = Forms.Instrument("RASS");
        Assert.Equal(level, Assert.IsType<ScoreOutcome.Scored>(rass.Score([level])).Total);
        Assert.Equal((Direction.State, OnsetUse.ChangeOnly), (rass.Direction, rass.Onset));
        Assert.Single(Forms.Refusals(rass.Score([-6])));
        Assert.Single(Forms.Refusals(rass.Score([5])));
    }

    [Fact]
    public void Rass_has_no_loinc_code_and_54632_5_is_none_of_it() => Assert.Null(Forms.Instrument("RASS").Loinc.Total);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("6", 6)]
    public void Ramsay_runs_from_1_to_6(string answer, int total)
    {
        Forms.Table("RAMSAY", answer, total, null);
        Assert.Single(Forms.Refusals("RAMSAY", "0"));
        Assert.Single(Forms.Refusals("RAMSAY", "7"));
    }

    [Theory]
    [InlineData("00000", 0, "not ready")]
    [InlineData("22211", 8, "not ready")]
    [InlineData("22221", 9, "ready by score")]
    [InlineData("22222", 10, "ready by score")]
    public void Aldrete_is_ready_from_9_which_is_from_memory(string answers, int total, string band)
    {
        Forms.Table("ALDRETE_MOD", answers, total, band);
        Assert.Contains("bandSets.readiness", Forms.Instrument("ALDRETE_MOD").UnverifiedFields);
    }

    [Fact]
    public void Aldrete_leaves_the_version_open_where_nobody_says() => Assert.Null(Forms.Score("ALDRETE_MOD", "22222").Version);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Pain_runs_from_0_to_10(int pain)
    {
        var nrs = Forms.Instrument("NRSPAIN");
        Assert.Equal(pain, Assert.IsType<ScoreOutcome.Scored>(nrs.Score([pain])).Total);
        Assert.Single(Forms.Refusals(nrs.Score([11])));
    }
}
