using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

public class Caps5Tests
{
    [Theory]
    [InlineData("00000 00 0000000 000000", 0)]
    [InlineData("22222 22 2222222 222222", 40)]
    [InlineData("44444 44 4444444 444444", 80)]
    public void Totals_have_no_bands(string answers, int total) => Forms.Table("CAPS5", answers, total, null);

    [Fact]
    public void Clusters_are_those_of_the_pcl5() => Assert.Equal(
        Forms.Instrument("PCL5").Subscales.Select(s => (s.Code, string.Join(",", s.Answers))),
        Forms.Instrument("CAPS5").Subscales.Select(s => (s.Code, string.Join(",", s.Answers))));

    [Fact]
    public void A_symptom_is_present_from_2_on_and_no_diagnosis_follows_from_counts_alone()
    {
        var scored = Forms.Score("CAPS5", "12340 02 1111112 000000");
        Assert.Equal([3, 1, 1, 0], scored.SymptomCounts.Values);
        Assert.Null(scored.ProvisionalDiagnosis);
    }

    [Fact]
    public void The_week_form_asks_about_a_week()
    {
        var caps5 = Forms.Instrument("CAPS5");
        Assert.Equal((30, 7), (caps5.RecallDaysOf(null), caps5.RecallDaysOf("past-week")));
    }
}
