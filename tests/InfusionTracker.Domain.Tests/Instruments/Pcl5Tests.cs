using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Pcl5Tests
{
    [Theory]
    [InlineData("00000 00 0000000 000000", 0, "below cut-point")]
    [InlineData("22222 22 2222222 200000", 30, "below cut-point")]
    [InlineData("22222 22 2222222 210000", 31, "at or above cut-point 31-33")]
    [InlineData("44444 44 4444444 444444", 80, "at or above cut-point 31-33")]
    public void Published_cut_point(string answers, int total, string band) => Forms.Table("PCL5", answers, total, band);

    [Fact]
    public void Clusters_are_items_1_to_5_6_to_7_8_to_14_and_15_to_20()
    {
        var scored = Forms.Score("PCL5", "11111 22 3333333 444444");
        Assert.Equal([5m, 4m, 21m, 24m], scored.Subscales.Select(s => s.Value ?? -1));
    }

    [Theory]
    [InlineData("20000 20 2200000 220000", true)]
    [InlineData("10000 20 2200000 220000", false)] // no B
    [InlineData("20000 10 2200000 220000", false)] // no C
    [InlineData("20000 20 2100000 220000", false)] // one D
    [InlineData("20000 20 2200000 210000", false)] // one E
    [InlineData("11111 11 1111111 111111", false)] // 20 points, no symptom
    public void Provisional_diagnosis_needs_one_b_one_c_two_d_and_two_e_at_2_or_more(string answers, bool met) =>
        Assert.Equal(met, Forms.Score("PCL5", answers).ProvisionalDiagnosis);

    [Fact]
    public void No_provisional_diagnosis_from_an_incomplete_form()
    {
        var scored = Forms.Score("PCL5", "22222 22 2222222 22222-");
        Assert.Null(scored.ProvisionalDiagnosis);
        Assert.Equal(5, scored.SymptomCounts["E"]);
    }

    [Fact]
    public void Nightmares_are_item_2_and_flashbacks_item_3()
    {
        var items = Forms.Instrument("PCL5").FollowedItems.ToDictionary(item => item.Topic, item => item.Item);
        Assert.Equal((2, 3), (items["nightmares"], items["flashbacks"]));
    }

    [Fact]
    public void Its_loinc_panel_is_not_that_of_the_pcl_c() => Assert.Equal("101697-1", Forms.Instrument("PCL5").Loinc.Panel);

    [Fact]
    public void The_month_form_is_the_standard_one()
    {
        var pcl5 = Forms.Instrument("PCL5");
        Assert.Equal("past-month", Forms.Score("PCL5", "00000000000000000000").Version);
        Assert.Equal((30, 7), (pcl5.RecallDaysOf(null), pcl5.RecallDaysOf("past-week")));
    }
}
