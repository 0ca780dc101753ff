using InfusionTracker.Domain.Monitoring;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Monitoring;

public class ReadinessTests
{
    private static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly MonitoredSession Ended = new(T0, At(40), null, null, false);
    private static readonly DischargeRule TwoHoursAndAwake = new()
    {
        MinimumObservation = new() { After = "end", Span = Duration.FromHours(2) },
        Conditions = [new() { Code = "MOAAS", Op = "=", Value = 5 }],
    };

    [Fact]
    public void The_patient_is_ready_once_the_time_is_over_and_every_condition_holds()
    {
        var ready = Of(TwoHoursAndAwake, Ended, 200, Sedation(50, 4), Sedation(170, 5), Sedation(180, 5));
        Assert.Equal((true, At(170)), (ready.Ready, ready.ReadyAt));
        Assert.Equal(At(160), Of(TwoHoursAndAwake, Ended, 200, Sedation(60, 5)).ReadyAt);
    }

    [Theory]
    [InlineData("start", 160)]
    [InlineData("end", 200)]
    public void The_minimum_observation_counts_from_the_start_or_the_end(string after, int readyAt)
    {
        var rule = new DischargeRule { MinimumObservation = new() { After = after, Span = Duration.FromMinutes(160) } };
        var open = Assert.Single(Of(rule, Ended, readyAt - 1).Open);
        Assert.Equal((OpenReason.MinimumObservation, At(readyAt)), (open.Reason, open.Until));
        Assert.Equal(At(readyAt), Of(rule, Ended, readyAt).ReadyAt);
    }

    [Fact]
    public void What_was_measured_before_the_end_decides_nothing() =>
        Assert.Equal([OpenReason.NotMeasured], Of(TwoHoursAndAwake, Ended, 200, Sedation(39, 5)).Open.Select(o => o.Reason));

    [Fact]
    public void The_last_reading_decides()
    {
        var told = Of(TwoHoursAndAwake, Ended, 100, Sedation(50, 5), Sedation(90, 4));
        Assert.Equal((false, null), (told.Ready, told.ReadyAt));
        Assert.Equal([OpenReason.MinimumObservation, OpenReason.NotMet], told.Open.Select(o => o.Reason));
        Assert.Equal(4, told.Open[1].Reading!.Value);
    }

    [Fact]
    public void A_later_reading_that_does_not_meet_it_begins_the_wait_anew() =>
        Assert.Equal(At(190), Of(TwoHoursAndAwake, Ended, 200, Sedation(45, 4), Sedation(50, 5), Sedation(180, 4), Sedation(190, 5)).ReadyAt);

    [Fact]
    public void Without_a_start_or_an_end_readiness_cannot_be_told_and_while_it_runs_nobody_is_ready()
    {
        Assert.Equal((null, OpenReason.NotStarted), Reason(Of(TwoHoursAndAwake, new(null, null, T0, null, false), 0)));
        Assert.Equal((false, OpenReason.NotEnded), Reason(Of(TwoHoursAndAwake, new(T0, null, null, null, false), 200)));
        Assert.Equal((null, OpenReason.EndUnknown), Reason(Of(TwoHoursAndAwake, new(T0, null, null, null, true), 200)));
        Assert.Null(Of(null, Ended, 200).Ready);
    }

    [Theory]
    [InlineData("=", false, true, false)]
    [InlineData("<", true, false, false)]
    [InlineData("<=", true, true, false)]
    [InlineData(">", false, false, true)]
    [InlineData(">=", false, true, true)]
    public void A_reading_stands_to_a_value_as_the_word_says(string op, bool below, bool at, bool above) =>
        Assert.Equal((below, at, above), (ProtocolWords.Holds(op, 4, 5), ProtocolWords.Holds(op, 5, 5), ProtocolWords.Holds(op, 6, 5)));

    private static (bool?, OpenReason) Reason(Readiness readiness) => (readiness.Ready, Assert.Single(readiness.Open).Reason);

    private static Readiness Of(DischargeRule? rule, MonitoredSession session, int now, params MonitoredReading[] readings) =>
        Readiness.Of(rule, session, Readings.Of(readings, [], At(now)), At(now));

    private static MonitoredReading Sedation(int minutes, decimal total) => new(Guid.Empty, true, "MOAAS", At(minutes), At(minutes), total);

    private static Instant At(int minutes) => T0 + Duration.FromMinutes(minutes);
}
