using CsCheck;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

public class WindowsTests
{
    [Fact]
    public void The_default_windows_are_named_by_their_nominal_time() =>
        Assert.Equal(
            ["PT40M", "PT2H", "PT4H", "P1D", "P2D", "P3D", "P7D", "P14D", "P28D"],
            WindowList.Default.Windows.Select(w => w.Name));

    [Fact]
    public void Windows_are_written_as_they_are_read() =>
        Assert.Equal("PT40M±PT10M, PT2H±PT30M, P1D±PT6H", Read("PT2H ± PT30M,PT40M+-PT10M , PT24H±PT6H").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("PT40M")]
    [InlineData("PT40M±")]
    [InlineData("PT40M±10")]
    [InlineData("P1M±P1D")]
    [InlineData("P200Y±P1D")]
    [InlineData("PT40M±PT10M,")]
    [InlineData("-PT40M±PT10M")]
    [InlineData("PT0S±PT0S")]
    [InlineData("PT40M±-PT10M")]
    [InlineData("PT40M±PT41M")]
    [InlineData("PT40M±PT10M, PT55M±PT6M")]
    [InlineData("PT40M±PT0S, PT40M±PT0S")]
    [InlineData("P9999999999999W±PT0S")]
    public void Windows_that_overlap_or_reach_before_the_dose_are_refused(string text)
    {
        Assert.False(WindowList.TryParse(text, out var windows, out var refusal));
        Assert.Null(windows);
        Assert.EndsWith(".", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_which_window_and_why()
    {
        Assert.Equal("Give at least one window.", Refusal([]));
        Assert.Equal("The window P0D±P0D is not after the dose.", Refusal([new(Duration.Zero, Duration.Zero)]));
        Assert.Equal("The tolerance of the window PT40M±PT-10M is negative.", Refusal([new(Span("PT40M"), -Span("PT10M"))]));
        Assert.Equal("The window PT40M±PT41M begins before the dose.", Refusal([new(Span("PT40M"), Span("PT41M"))]));
        Assert.Equal(
            "The windows PT40M±PT10M and PT55M±PT6M overlap; they may touch, not more.",
            Refusal([new(Span("PT55M"), Span("PT6M")), new(Span("PT40M"), Span("PT10M"))]));

        static string Refusal(Window[] windows) => WindowList.TryOf(windows, out _, out var refusal) ? "" : refusal;
    }

    [Fact]
    public void A_window_may_begin_at_the_dose() => Assert.Single(Read("PT40M±PT40M").Windows);

    [Fact]
    public void Lists_of_the_same_windows_are_equal_in_whatever_order_they_were_given()
    {
        Assert.Equal(Read("PT40M±PT10M, P1D±PT6H"), Read("P1D±PT6H, PT40M±PT10M"));
        Assert.NotEqual(Read("PT40M±PT10M"), Read("PT40M±PT9M"));
        Assert.False(Read("PT40M±PT10M").Equals(null));
        Assert.Equal(Read("PT40M±PT10M, P1D±PT6H").GetHashCode(), Read("P1D±PT6H, PT40M±PT10M").GetHashCode());
    }

    [Fact]
    public void Both_ends_are_included() =>
        Assert.Equal(
            [null, "PT40M", "PT40M", null],
            new[] { "PT29M59.999999S", "PT30M", "PT50M", "PT50M0.000001S" }.Select(at => ChosenOf("PT40M±PT10M", at)[at]));

    [Fact]
    public void A_point_on_the_edge_of_two_takes_the_nearer_and_on_a_tie_the_earlier()
    {
        Assert.Equal("PT1H", ChosenOf("PT40M±PT10M, PT1H±PT10M", "PT50M0.000001S")["PT50M0.000001S"]);
        Assert.Equal("PT40M", ChosenOf("PT40M±PT10M, PT1H±PT10M", "PT50M")["PT50M"]);
        Assert.Equal("PT1H", ChosenOf("PT40M±PT15M, PT1H±PT5M", "PT55M")["PT55M"]);
    }

    [Fact]
    public void A_window_takes_the_nearest_of_its_points_and_on_a_tie_the_earlier()
    {
        var chosen = ChosenOf("PT40M±PT10M", "PT45M", "PT35M", "PT31M");
        Assert.Equal(("PT40M", null, null), (chosen["PT35M"], chosen["PT45M"], chosen["PT31M"]));
    }

    [Fact]
    public void A_loser_is_not_moved_on_to_a_touching_window()
    {
        var chosen = ChosenOf("PT40M±PT10M, PT1H±PT10M", "PT50M", "PT40M");
        Assert.Equal((null, "PT40M"), (chosen["PT50M"], chosen["PT40M"]));
    }

    [Fact]
    public void First_events_ignore_windows()
    {
        var onset = OnsetOf(Vas, new OnsetOptions { Windows = Read("P7D±PT0S") }, At("-PT1H", 80), At("PT33M", 30));
        Assert.Null(onset.Points[0].Window);
        Assert.Equal(Duration.FromMinutes(33), onset.FirstResponse!.Elapsed);
    }

    [Fact]
    public void Each_window_has_at_most_one_point_and_each_point_at_most_one_window() =>
        Gen.Int[0, 60 * 24 * 35].Array[0, 40].Sample(minutes =>
        {
            List<Duration?> distinct = [.. minutes.Distinct().Select(m => (Duration?)Duration.FromMinutes(m))];
            var chosen = WindowList.Default.Choose(distinct);
            var given = chosen.Where(window => window is not null).ToList();
            return chosen.Length == distinct.Count
                && given.Distinct().Count() == given.Count
                && distinct.Zip(chosen).All(p => p.Second is null || p.Second.Contains(p.First!.Value))
                && WindowList.Default.Windows.Except(given).All(window => !distinct.Any(at =>
                    window!.Contains(at!.Value) && WindowList.Default.Windows.Count(w => w.Contains(at.Value)) == 1));
        });

    private static WindowList Read(string text) =>
        WindowList.TryParse(text, out var windows, out var refusal) ? windows : throw new ArgumentException(refusal);

    private static Dictionary<string, string?> ChosenOf(string windows, params string[] elapsed)
    {
        var chosen = Read(windows).Choose([.. elapsed.Select(at => (Duration?)Span(at))]);
        return elapsed.Zip(chosen).ToDictionary(point => point.First, point => point.Second?.Name);
    }
}
