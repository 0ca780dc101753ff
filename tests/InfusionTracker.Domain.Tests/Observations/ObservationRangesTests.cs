using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class ObservationRangesTests
{
    private static readonly PlausibleRange Wide = new(10, 400);

    [Fact]
    public void What_a_clinic_does_not_set_is_the_catalogues()
    {
        var ranges = Of("8867-4", new(null, new(50, 120)));
        Assert.Equal(new PlausibleRange(20, 300), ranges.PlausibleOf(Code("8867-4")));
        Assert.Equal(new CriticalLimits(50, 120), ranges.CriticalOf(Code("8867-4")));
        Assert.Equal(new CriticalLimits(90, 220), ranges.CriticalOf(Code("8480-6")));
        Assert.Same(Code("8867-4").Plausible, ObservationRanges.Default.PlausibleOf(Code("8867-4")));
    }

    [Fact]
    public void An_observation_is_judged_by_the_ranges_of_the_clinic()
    {
        var ranges = Of("8867-4", new(new(30, 200), new(50, 120)));
        Assert.Equal("HH", Value(Judging.Judge("8867-4", 120, "/min", null, ranges)).Interpretation);
        Assert.Equal("LL", Value(Judging.Judge("8867-4", 0.8m, "/s", null, ranges)).Interpretation);
        var refusal = Assert.Single(Assert.IsType<Judgement.Refused>(Judging.Judge("8867-4", 201, "/min", null, ranges)).Reasons);
        Assert.Equal("Heart rate (8867-4) is from 30 to 200 /min. Correct it, or send confirmed where it is true.", refusal.Message);
    }

    [Fact]
    public void Components_of_a_panel_are_judged_by_the_ranges_of_the_clinic()
    {
        var ranges = Of("8462-4", new(null, new(null, 110)));
        var panel = Assert.IsType<Judgement.Accepted>(
            Judging.Judge("85354-9", null, null, [new("8480-6", 160, "mm[Hg]"), new("8462-4", 110, "mm[Hg]")], ranges));
        Assert.Equal([null, "HH"], panel.Components.Select(c => c.Interpretation));
    }

    [Theory]
    [InlineData(20, null, "at least 20 /min")]
    [InlineData(null, 300, "at most 300 /min")]
    public void One_end_may_be_open(int? min, int? max, string range)
    {
        var ranges = Of("8867-4", new(new(min, max), new(null, null)));
        Assert.Null(Value(Judging.Judge("8867-4", min is null ? -1 : 5000, "/min", null, ranges)).Interpretation);
        var refused = Assert.IsType<Judgement.Refused>(Judging.Judge("8867-4", min is null ? 301 : 19, "/min", null, ranges));
        Assert.Contains(range, Assert.Single(refused.Reasons).Message);
    }

    [Fact]
    public void A_clinic_may_move_the_limit_of_a_scale()
    {
        var ranges = Of("moaa-s", new(null, new(1, null)));
        Assert.Null(Value(Judging.Judge("moaa-s", 2, "{score}", null, ranges)).Interpretation);
    }

    [Fact]
    public void A_clinic_may_do_without_critical_limits() =>
        Assert.Null(Value(Judging.Judge("8867-4", 140, "/min", null, Of("8867-4", new(null, new(null, null))))).Interpretation);

    public static TheoryData<string, RangeOverride, RangeMember, RangeRefusalReason> Wrong => new()
    {
        { "0000-0", new(Wide, null), RangeMember.Code, RangeRefusalReason.UnknownCode },
        { "59408-5", new(new(60, 100), null), RangeMember.Code, RangeRefusalReason.UnknownCode }, // a second coding: 2708-6 is the code
        { "85354-9", new(Wide, null), RangeMember.Code, RangeRefusalReason.Panel },
        { "moaa-s", new(new(0, 5), null), RangeMember.Plausible, RangeRefusalReason.LevelsAreFixed },
        { "8867-4", new(new(null, null), null), RangeMember.Plausible, RangeRefusalReason.BothEndsOpen },
        { "8867-4", new(new(300, 20), null), RangeMember.Plausible, RangeRefusalReason.LowNotBelowHigh },
        { "8867-4", new(null, new(131, 40)), RangeMember.Critical, RangeRefusalReason.LowNotBelowHigh },
        { "8867-4", new(null, new(100, 100)), RangeMember.Critical, RangeRefusalReason.LowNotBelowHigh },
        { "8867-4", new(null, new(40, 301)), RangeMember.Critical, RangeRefusalReason.CriticalNotPlausible },
        { "8867-4", new(new(60, 100), new(50, null)), RangeMember.Critical, RangeRefusalReason.CriticalNotPlausible },
        { "8867-4", new(new(60, 300), null), RangeMember.Plausible, RangeRefusalReason.CriticalNotPlausible }, // hides the catalogue's 40
        { "moaa-s", new(null, new(-1, null)), RangeMember.Critical, RangeRefusalReason.CriticalNotPlausible },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Ranges_that_make_no_sense_are_refused(string code, RangeOverride set, RangeMember member, RangeRefusalReason reason)
    {
        var (ranges, refusals) = ObservationRanges.Of(new Dictionary<string, RangeOverride> { [code] = set });
        Assert.Null(ranges);
        var refusal = Assert.Single(refusals);
        Assert.Equal((code, member, reason), (refusal.Code, refusal.Member, refusal.Reason));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Assert.Equal(2, ObservationRanges.Of(new Dictionary<string, RangeOverride>
    {
        ["8867-4"] = new(new(300, 20), null),
        ["2708-6"] = new(null, null),
        ["0000-0"] = new(Wide, null),
    }).Refusals.Count);

    private static ObservationRanges Of(string code, RangeOverride set) =>
        ObservationRanges.Of(new Dictionary<string, RangeOverride> { [code] = set }).Ranges!;

    private static ObservationCode Code(string code) => ObservationCatalogue.Find(code)!;

    private static CanonicalValue Value(Judgement judgement) => Assert.IsType<Judgement.Accepted>(judgement).Value!;
}
