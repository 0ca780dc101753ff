using CsCheck;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class SessionOnsetTests
{
    private static readonly ScorePoint[] Course =
    [
        At("-PT1H", 31),
        At("PT40M", 26, "PT40M"),
        At("PT2H", 14, "PT1H"),
        At("P1D", 12, "P1D"),
        At("P7D", 20),
    ];

    [Fact]
    public void A_response_within_two_hours_that_holds_a_day_and_is_lost_within_a_week()
    {
        var onset = OnsetOf(Hama, Course);

        Assert.Equal(31m, onset.Baseline!.Total.ToDecimal());
        Assert.All(onset.Points, point => Assert.True(point.Eligible));
        Assert.Equal(["PT40M", "PT2H", "P1D", "P7D"], onset.Points.Select(p => p.Window!.Name));
        Assert.Equal([-5m, -17m, -19m, -11m], onset.Points.Select(p => p.Change!.Value));
        Assert.Equal(-54.83870967741935, onset.Points[1].PercentChange);
        Assert.Equal([false, true, true, false], onset.Points.Select(p => p.Response!.Value));

        var first = onset.FirstResponse!;
        Assert.Equal((120d, 40d, true), (first.Elapsed.TotalMinutes, first.After.TotalMinutes, first.Sustained));
        Assert.Equal((10080d, 9960d), (onset.LossOfResponse!.Elapsed.TotalMinutes, onset.LossOfResponse.Lasted.TotalMinutes));
        Assert.Null(onset.ResponseCensoredAt);
        Assert.Null(onset.FirstRemission);
        Assert.Null(onset.RemissionNotEvaluable);
    }

    [Fact]
    public void A_standard_form_at_two_hours_is_no_evidence_of_onset()
    {
        Assert.Empty(OnsetOf(Gad7, At("-PT1H", 15), At("PT2H", 2)).EligiblePoints);
        var onset = OnsetOf(Hama, At("-PT1H", 31), At("PT2H", 14));
        Assert.Empty(onset.EligiblePoints);
        Assert.Null(onset.FirstResponse);
    }

    [Fact]
    public void The_same_scores_give_the_same_answer_in_whatever_order_they_arrive()
    {
        var told = OnsetOf(Hama, Course);
        Gen.Shuffle(Course).Sample(shuffled =>
        {
            var again = OnsetOf(Hama, shuffled);
            return again.Points.SequenceEqual(told.Points) && again.FirstResponse == told.FirstResponse
                && again.LossOfResponse == told.LossOfResponse && again.Baseline!.Total == told.Baseline!.Total;
        });
    }

    [Fact]
    public void The_definitions_are_named()
    {
        Assert.Equal(
            ["alignment", "baseline-last-pre-dose", "recall-overlap", "windows-nearest", "figures", "sustained-next-point", "loss-of-response"],
            OnsetRules.Definitions(new()).Select(d => d.Id));
        Assert.Contains(new Definition("baseline-screening", 2), OnsetRules.Definitions(new() { BaselineRule = BaselineRule.Screening }));
        Assert.Contains(new Definition("sustained-for", 1), OnsetRules.Definitions(new() { SustainedFor = Span("P1D") }));
    }

    [Fact]
    public void A_rule_of_remission_of_the_query_overrides_the_catalogues()
    {
        Assert.True(OnsetOf(Hama, new OnsetOptions { Remission = Level(Comparison.AtMost, 10) }, At("-P1D", 31), At("P7D", 10)).Points[0].Remission);
        Assert.False(OnsetOf(Hama, At("-P1D", 31), At("P7D", 10)).Points[0].Remission);
    }

    [Theory]
    [InlineData("P36525D", true)]
    [InlineData("P36525DT0.000000001S", false)]
    [InlineData("-P36525D", false)]
    [InlineData("P-36525D", true)]
    [InlineData("P-36526D", false)]
    public void A_span_is_of_a_hundred_years_at_the_most(string text, bool isOne) => Assert.Equal(isOne, IsoSpan.TryParse(text, out _));

    [Theory]
    [InlineData("PT40M", "PT40M")]
    [InlineData("PT168H", "P7D")]
    [InlineData("P1W", "P7D")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("P1DT12H", "P1DT12H")]
    [InlineData("PT0S", "P0D")]
    public void Spans_are_written_with_whole_days_as_days(string text, string written) => Assert.Equal(written, IsoSpan.Text(Span(text)));
}
