using CsCheck;
using InfusionTracker.Domain.Monitoring;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Monitoring;

public class SessionMonitoringTests
{
    private const string Pulse = "8867-4";
    private static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly MonitoringRule Every15 = new() { Code = Pulse, Phase = "infusion", Every = Min(15), Tolerance = Min(5) };
    private static readonly MonitoringRule Continuous = new() { Code = Pulse, Phase = "infusion", Continuous = true, MaxGap = Min(2) };
    private static readonly MonitoredSession FortyMinutes = new(T0, At(40), null, Min(40), false);

    [Fact]
    public void What_is_due_every_15_minutes_of_a_40_minute_infusion_is_due_three_times() =>
        Assert.Equal([At(0), At(15), At(30)], Told([Every15], 60).Due.Select(d => d.DueAt));

    [Fact]
    public void What_follows_the_end_is_due_at_its_last_instant_too() =>
        Assert.Equal(
            [At(40), At(70), At(100)],
            Told([Every15 with { Phase = "after-end", Span = Min(60), Every = Min(30) }], 300).Due.Select(d => d.DueAt));

    [Fact]
    public void Set_times_count_from_the_beginning_of_their_phase() =>
        Assert.Equal([At(40), At(50)], Told([Every15 with { Every = null, At = [Min(50), Min(40)], Tolerance = Min(1) }], 60).Due.Select(d => d.DueAt));

    [Theory]
    [InlineData(-5, DueStatus.OnTime)]
    [InlineData(5, DueStatus.OnTime)]
    [InlineData(5.1, DueStatus.Late)]
    [InlineData(9.9, DueStatus.Late)]
    [InlineData(10, DueStatus.Missed)]
    [InlineData(-5.1, DueStatus.Missed)]
    public void What_comes_within_the_tolerance_is_on_time_and_before_the_next_is_due_late(double minutes, DueStatus status) =>
        Assert.Equal(status, Told([Every15], 60, Read(minutes, 70)).Due[0].Status);

    [Fact]
    public void The_nearest_reading_meets_what_was_due()
    {
        var due = Told([Every15], 60, Read(11, 70), Read(14, 71), Read(18, 72)).Due;
        Assert.Equal([DueStatus.Missed, DueStatus.OnTime, DueStatus.Missed], due.Select(d => d.Status));
        Assert.Equal(At(14), due[1].Reading!.At);
    }

    [Theory]
    [InlineData(2, DueStatus.Due, DueStatus.Upcoming)]
    [InlineData(6, DueStatus.Missed, DueStatus.Upcoming)]
    [InlineData(12, DueStatus.Missed, DueStatus.Due)]
    public void While_the_infusion_runs_what_is_planned_is_to_come(int now, DueStatus first, DueStatus second)
    {
        var due = Told([Every15, Every15 with { Phase = "after-end", Span = Min(60) }], now).Due;
        Assert.Equal([first, second, DueStatus.Upcoming], due.Select(d => d.Status));
    }

    [Fact]
    public void Before_the_start_what_is_due_counts_from_the_plan()
    {
        var before = new MonitoringRule { Code = Pulse, Phase = "before-start", Span = Min(30) };
        var planned = new MonitoredSession(null, null, T0, Min(40), false);
        var due = Assert.Single(Monitored([before, Every15], planned, -10, Read(-20, 70)).Due);
        Assert.Equal((At(-30), At(0), DueStatus.OnTime), (due.Earliest, due.Latest, due.Status));
        Assert.Equal(DueStatus.Due, Assert.Single(Monitored([before], planned, -10, Read(-31, 70)).Due).Status);
    }

    [Fact]
    public void Of_a_session_that_was_cancelled_nothing_is_due_nor_of_an_infusion_that_ended_nobody_knows_when()
    {
        var before = new MonitoringRule { Code = Pulse, Phase = "before-start", Span = Min(30) };
        Assert.Empty(Monitored([before, Every15], new(null, null, T0, Min(40), false, Cancelled: true), 60).Due);
        Assert.Equal(DueStatus.OnTime, Assert.Single(Monitored([before, Every15], new(T0, null, null, null, EndedWithoutStop: true), 60, Read(-10, 70)).Due).Status);
        Assert.Empty(Monitored([Continuous], new(T0, null, null, null, EndedWithoutStop: true), 60, Read(10, 70)).Gaps);
        Assert.Equal(3, Monitored([Every15], new(T0, null, null, Min(40), EndedWithoutStop: true), 60).Due.Count);
    }

    [Fact]
    public void Of_an_infusion_of_a_century_no_more_is_due_than_of_a_fortnight()
    {
        var century = new MonitoredSession(T0 - Duration.FromDays(36_525), T0, null, null, false);
        Assert.Equal(14 * 24 * 4, Monitored([Every15], century, 60).Due.Count);
    }

    [Fact]
    public void An_infusion_that_nobody_stopped_is_monitored_for_a_day_at_most() =>
        Assert.Equal(96, Monitored([Every15], new(T0, null, null, null, false), 60 * 24 * 400).Due.Count);

    [Fact]
    public void A_blood_pressure_is_met_by_its_panel_or_by_its_parts_of_one_measurement()
    {
        var pressure = Every15 with { Code = "85354-9" };
        var systolic = Read(15, 120) with { Code = "8480-6" };
        var diastolic = Read(16, 80) with { Code = "8462-4" };
        Assert.Equal(DueStatus.OnTime, Told([pressure], 60, systolic, diastolic).Due[1].Status);
        Assert.Equal(At(16), Told([pressure], 60, systolic, diastolic).Due[1].Reading!.At);
        Assert.Equal(DueStatus.Missed, Told([pressure], 60, systolic, diastolic with { At = At(16.1) }).Due[1].Status);
        Assert.Equal(DueStatus.Missed, Told([pressure], 60, systolic).Due[1].Status);
        Assert.Equal(DueStatus.OnTime, Told([pressure], 60, Read(15, null) with { Code = "85354-9" }).Due[1].Status);
    }

    [Fact]
    public void Limits_of_a_blood_pressure_are_of_the_parts_of_its_panels()
    {
        var protocol = Protocol([Every15 with { Code = "85354-9" }], [new() { Code = "8480-6", High = 140 }]);
        var told = SessionMonitoring.Of(
            protocol, FortyMinutes, [Read(0, null) with { Code = "85354-9" }], [Read(0, 150) with { Code = "8480-6" }, Read(0, 80) with { Code = "8462-4" }], At(60));
        Assert.Equal((Min(25), Min(15)), (told.Limits[0].Above, told.Limits[0].Unknown));
    }

    [Fact]
    public void A_gap_begins_where_the_last_value_no_longer_holds()
    {
        var told = Told([Continuous], 60, [.. Enumerable.Range(0, 11).Select(m => Read(m, 70)), .. Enumerable.Range(30, 11).Select(m => Read(m, 70))]);
        var gap = Assert.Single(told.Gaps);
        Assert.Equal((At(12), At(30)), (gap.From, gap.To));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public void A_first_reading_in_time_leaves_no_gap_before_it(int first, int gaps) =>
        Assert.Equal(gaps, Told([Every15], 20, Read(first, 70)).Gaps.Count);

    [Fact]
    public void A_value_holds_until_the_next_and_a_gap_is_unknown()
    {
        var protocol = Protocol([Continuous], [new() { Code = Pulse, Low = 50, High = 100 }]);
        var told = SessionMonitoring.Of(protocol, FortyMinutes, [Read(0, 100), Read(1, 101), Read(2, 49), Read(10, 50), Read(11, 101)], [], At(60));
        var time = told.Limits[0];
        Assert.Equal((Min(40), Min(2), Min(3), Min(2), Min(33)), (time.Span, time.Within, time.Above, time.Below, time.Unknown));
    }

    [Fact]
    public void Minutes_add_up_to_the_span_and_what_was_due_came_or_was_missed() =>
        Gen.Select(Gen.Select(Gen.Int[-600, 7200], Gen.Int[40, 120]).Array[0, 60], Gen.Int[0, 7200], Gen.Int[1, 20]).Sample((drawn, now, minutes) =>
        {
            MonitoringRule[] rules =
            [
                Every15 with { Every = Min(minutes), Tolerance = Min(minutes) / 3 - Duration.FromTicks(Min(minutes).BclCompatibleTicks / 3 % NodaConstants.TicksPerSecond) },
                Continuous with { Phase = "after-end", Span = Min(60) },
            ];
            var readings = drawn.Select(d => Read(d.Item1 / 60.0, d.Item2)).ToArray();
            var protocol = Protocol(rules, [new() { Code = Pulse, Low = 60, High = 100 }]);
            var at = T0 + Duration.FromSeconds(now);
            var told = SessionMonitoring.Of(protocol, FortyMinutes, readings, [], at);
            var time = told.Limits[0];
            Assert.Equal(time.Span, time.Within + time.Above + time.Below + time.Unknown);
            Assert.Equal(Duration.FromSeconds(Math.Min(now, 6000)), time.Span);
            Assert.Equal(told.Due.Count(d => d.Latest < at || d.Reading is not null), told.Due.Count(d => d.Status is DueStatus.OnTime or DueStatus.Late or DueStatus.Missed));
            Assert.All(told.Due, d => Assert.Equal(d.Reading is not null, d.Status is DueStatus.OnTime or DueStatus.Late));
            var came = told.Due.Where(d => d.Reading is not null).Select(d => d.Reading).ToList();
            Assert.Equal(came.Distinct().Count(), came.Count);
            Assert.True(told.Gaps.Aggregate(Duration.Zero, (sum, g) => sum + (g.To - g.From)) <= time.Unknown);
        });

    private static SessionMonitoring Told(MonitoringRule[] rules, int now, params MonitoredReading[] readings) => Monitored(rules, FortyMinutes, now, readings);

    private static SessionMonitoring Monitored(MonitoringRule[] rules, MonitoredSession session, int now, params MonitoredReading[] readings) =>
        SessionMonitoring.Of(Protocol(rules, []), session, readings, [], At(now));

    private static ProtocolDefinition Protocol(MonitoringRule[] rules, MeasuredLimit[] limits)
    {
        var protocol = new ProtocolDefinition { Monitoring = rules, Limits = limits, Discharge = null, FollowUps = [] };
        Assert.Empty(protocol.Judge());
        return protocol;
    }

    private static MonitoredReading Read(double minutes, decimal? value) => new(Guid.Empty, false, Pulse, At(minutes), At(minutes), value);

    private static Instant At(double minutes) => T0 + Duration.FromMinutes(minutes);

    private static Duration Min(int minutes) => Duration.FromMinutes(minutes);
}
