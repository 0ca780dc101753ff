using InfusionTracker.Domain.Monitoring;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Monitoring;

public class ProtocolJudgingTests
{
    private static readonly MonitoringRule Pulse = new() { Code = "8867-4", Phase = "infusion", Every = Min(15), Tolerance = Min(5) };
    private static readonly FollowUpRule DayOne = new() { Instrument = "HAMA", At = Hours(24), Tolerance = Hours(6) };

    public static TheoryData<MonitoringRule, string> Rules => new()
    {
        { Pulse with { Code = "0-0" }, "monitoring/0/code" },
        { Pulse with { Code = "59408-5" }, "monitoring/0/code" },
        { Pulse with { Phase = "later" }, "monitoring/0/phase" },
        { Pulse with { Span = Min(30) }, "monitoring/0/span" },
        { Pulse with { Phase = "after-end" }, "monitoring/0/span" },
        { Pulse with { Phase = "after-end", Span = -Min(30) }, "monitoring/0/span" },
        { Pulse with { Phase = "before-start", Span = Duration.FromDays(2) }, "monitoring/0/span" },
        { Pulse with { Every = Duration.Zero }, "monitoring/0/every" },
        { Pulse with { Every = -Min(15) }, "monitoring/0/every" },
        { Pulse with { Tolerance = Duration.FromSeconds(450) }, "monitoring/0/tolerance" },
        { Pulse with { Tolerance = -Min(1) }, "monitoring/0/tolerance" },
        { Pulse with { Tolerance = null }, "monitoring/0/tolerance" },
        { Pulse with { Every = null }, "monitoring/0/tolerance" },
        { Pulse with { Continuous = true, MaxGap = Min(1) }, "monitoring/0" },
        { Pulse with { Every = null, Tolerance = null, Continuous = true }, "monitoring/0/maxGap" },
        { Pulse with { Every = null, Tolerance = null, Continuous = true, MaxGap = Duration.Zero }, "monitoring/0/maxGap" },
        { Pulse with { MaxGap = Min(1) }, "monitoring/0/maxGap" },
        { Pulse with { Every = null, At = [] , Tolerance = null }, "monitoring/0/at" },
        { Pulse with { Every = null, At = [Min(5), Min(5)], Tolerance = Min(1) }, "monitoring/0/at" },
        { Pulse with { Every = null, At = [-Min(5)] }, "monitoring/0/at/0" },
        { Pulse with { Every = null, At = [Min(5), Min(15)] }, "monitoring/0/tolerance" },
        { Pulse with { Phase = "after-end", Span = Min(10), Every = null, At = [Min(20)] }, "monitoring/0/at/0" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_cannot_be_kept_is_refused_where_it_stands(MonitoringRule rule, string path) =>
        Assert.Equal([path], Faults(new() { Monitoring = [rule], Limits = [], Discharge = null, FollowUps = [] }));

    public static TheoryData<MeasuredLimit, string> Limits => new()
    {
        { new() { Code = "85354-9", Low = 90 }, "limits/0/code" },
        { new() { Code = "HAMA", Low = 90 }, "limits/0/code" },
        { new() { Code = "8310-5", Low = 36 }, "limits/0/code" },
        { new() { Code = "8867-4" }, "limits/0" },
        { new() { Code = "8867-4", Low = 100, High = 50 }, "limits/0/high" },
        { new() { Code = "8867-4", Low = -1 }, "limits/0/low" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_that_says_nothing_is_refused_where_it_stands(MeasuredLimit limit, string path) =>
        Assert.Equal([path], Faults(new() { Monitoring = [Pulse], Limits = [limit], Discharge = null, FollowUps = [] }));

    public static TheoryData<DischargeRule, string> Discharges => new()
    {
        { new(), "discharge" },
        { new() { MinimumObservation = new() { After = "scheduled", Span = Hours(2) } }, "discharge/minimumObservation/after" },
        { new() { MinimumObservation = new() { After = "end", Span = Duration.Zero } }, "discharge/minimumObservation/span" },
        { new() { Conditions = [new() { Code = "85354-9", Op = "<=", Value = 140 }] }, "discharge/conditions/0/code" },
        { new() { Conditions = [new() { Code = "EQ5D5L", Op = "<=", Value = 1 }] }, "discharge/conditions/0/code" },
        { new() { Conditions = [new() { Code = "MOAAS", Op = "==", Value = 5 }] }, "discharge/conditions/0/op" },
        { new() { Conditions = [new() { Code = "MOAAS", Op = "=", Value = 6 }] }, "discharge/conditions/0/value" },
        { new() { Conditions = [new() { Code = "MOAAS", Op = "=", Value = 5 }, new() { Code = "MOAAS", Op = "=", Value = 4 }] }, "discharge/conditions/1/code" },
    };

    [Theory]
    [MemberData(nameof(Discharges))]
    public void A_condition_that_no_reading_could_decide_is_refused_where_it_stands(DischargeRule discharge, string path) =>
        Assert.Equal([path], Faults(new() { Monitoring = [], Limits = [], Discharge = discharge, FollowUps = [] }));

    public static TheoryData<FollowUpRule[], string> FollowUps => new()
    {
        { [DayOne with { Instrument = "NONE" }], "followUps/0/instrument" },
        { [DayOne with { At = Duration.Zero }], "followUps/0/at" },
        { [DayOne with { At = Duration.FromDays(367) }], "followUps/0/at" },
        { [DayOne with { Tolerance = Hours(24) }], "followUps/0/tolerance" },
        { [DayOne with { Tolerance = -Hours(1) }], "followUps/0/tolerance" },
        { [DayOne, DayOne], "followUps/1/at" },
        { [DayOne, DayOne with { At = Hours(35) }], "followUps/1/at" },
    };

    [Theory]
    [MemberData(nameof(FollowUps))]
    public void A_follow_up_that_cannot_be_met_alone_is_refused_where_it_stands(FollowUpRule[] followUps, string path) =>
        Assert.Equal([path], Faults(new() { Monitoring = [], Limits = [], Discharge = null, FollowUps = followUps }));

    [Fact]
    public void Follow_ups_may_touch() =>
        Assert.Empty(Faults(new() { Monitoring = [], Limits = [], Discharge = null, FollowUps = [DayOne, DayOne with { At = Hours(36) }] }));

    [Theory]
    [InlineData("8867-4", "8867-4")]
    [InlineData("85354-9", "8480-6")]
    [InlineData("8480-6", "85354-9")]
    public void What_is_measured_twice_in_one_phase_is_refused(string first, string second) =>
        Assert.Equal(
            ["monitoring/1/code"],
            Faults(new() { Monitoring = [Pulse with { Code = first }, Pulse with { Code = second }], Limits = [], Discharge = null, FollowUps = [] }));

    [Fact]
    public void More_than_anyone_could_do_is_refused() =>
        Assert.Contains("followUps", Faults(new()
        {
            Monitoring = [],
            Limits = [],
            Discharge = null,
            FollowUps = [.. Enumerable.Range(1, 101).Select(day => DayOne with { At = Duration.FromDays(day) })],
        }));

    private static IEnumerable<string> Faults(ProtocolDefinition protocol) => protocol.Judge().Select(f => f.Path);

    private static Duration Min(int minutes) => Duration.FromMinutes(minutes);

    private static Duration Hours(int hours) => Duration.FromHours(hours);
}
