using CsCheck;
using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class InfusionTimelineTests
{
    [Fact]
    public void An_infusion_runs_in_segments_with_pauses_between()
    {
        var timeline = Timeline(Start(0, MgPerHour(60)), RateChange(10, MgPerHour(30)), Pause(20), Resume(25), Stop(40));

        Assert.Equal(
            [(0d, 10d, 60m), (10, 20, 30), (25, 40, 30)],
            timeline.Segments.Select(s => ((s.From - T0).TotalMinutes, (s.To!.Value - T0).TotalMinutes, s.Rate.Value)));
        var pause = Assert.Single(timeline.Pauses);
        Assert.Equal((20d, 25d), ((pause.From - T0).TotalMinutes, (pause.To!.Value - T0).TotalMinutes));
        Assert.Equal((T0, T0 + Duration.FromMinutes(40), InfusionState.Stopped), (timeline.StartedAt, timeline.StoppedAt, timeline.State));
    }

    [Fact]
    public void What_still_runs_or_is_held_is_open()
    {
        Assert.Null(Assert.Single(Timeline(Start(0)).Segments).To);
        var held = Timeline(Start(0), Pause(5));
        Assert.Equal(InfusionState.Paused, held.State);
        Assert.Null(Assert.Single(held.Pauses).To);
        Assert.NotNull(Assert.Single(held.Segments).To);
    }

    [Fact]
    public void A_resume_may_carry_a_new_rate_else_takes_the_former()
    {
        Assert.Equal(20, Timeline(Start(0), Pause(5), Resume(6, MgPerHour(20))).Segments[^1].Rate.Value);
        Assert.Equal(52.5m, Timeline(Start(0), Pause(5), Resume(6)).Segments[^1].Rate.Value);
    }

    [Fact]
    public void A_start_without_a_rate_runs_at_none_until_one_is_told()
    {
        var sprays = Timeline(Event(InfusionEventType.Start, 0), BolusOf(28, 0), Pause(2), Resume(4), BolusOf(28, 5), BolusOf(28, 10), Stop(10));
        Assert.Empty(sprays.Segments);
        Assert.Equal(3, sprays.Boluses.Length);
        Assert.Equal((T0, T0 + Duration.FromMinutes(10), InfusionState.Stopped), (sprays.StartedAt, sprays.StoppedAt, sprays.State));
        var loaded = Timeline(Event(InfusionEventType.Start, 0), BolusOf(7, 0), RateChange(5, MgPerHour(30)), Pause(10), Resume(15), Stop(20));
        Assert.Equal([(5d, 10d), (15, 20)], loaded.Segments.Select(s => ((s.From - T0).TotalMinutes, (s.To!.Value - T0).TotalMinutes)));
    }

    [Fact]
    public void A_stop_ends_a_pause() => Assert.Equal(T0 + Duration.FromMinutes(9), Timeline(Start(0), Pause(5), Stop(9)).Pauses[0].To);

    [Fact]
    public void A_bolus_may_be_given_while_paused() => Assert.Equal(5, Timeline(Start(0), Pause(5), BolusOf(5, 6)).Boluses[0].Amount.Mg);

    public static TheoryData<string, InfusionEvent[], InfusionEventType, InfusionState> Refused => new()
    {
        { "nothing before the start", [BolusOf(5, -1), Start(0)], InfusionEventType.Bolus, InfusionState.NotStarted },
        { "a stop without a start", [Stop(3)], InfusionEventType.Stop, InfusionState.NotStarted },
        { "one start", [Start(0), Start(1)], InfusionEventType.Start, InfusionState.Running },
        { "a change needs it running", [Start(0), Pause(1), RateChange(2, MgPerHour(1))], InfusionEventType.RateChange, InfusionState.Paused },
        { "a pause needs it running", [Start(0), Pause(1), Pause(2)], InfusionEventType.Pause, InfusionState.Paused },
        { "a resume needs it paused", [Start(0), Resume(2)], InfusionEventType.Resume, InfusionState.Running },
        { "no bolus after the stop", [Start(0), Stop(2), BolusOf(5, 3)], InfusionEventType.Bolus, InfusionState.Stopped },
        { "one stop", [Start(0), Stop(2), Stop(3)], InfusionEventType.Stop, InfusionState.Stopped },
        { "no new start after the stop", [Start(0), Stop(2), Start(3)], InfusionEventType.Start, InfusionState.Stopped },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_move_that_makes_no_sense_is_refused_with_the_moves_that_do(
        string rule, InfusionEvent[] events, InfusionEventType offending, InfusionState met)
    {
        var refusal = Refusal(events);
        Assert.True((offending, met) == (refusal.Event.Type, refusal.State), rule);
        Assert.Equal(InfusionTimeline.MovesFrom(met), refusal.Moves);
        Assert.All(refusal.Moves, move => Assert.Contains(move.Code(), refusal.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_says_where_the_infusion_stands_and_what_can_follow()
    {
        Assert.Equal("A stop makes no sense at that time: the infusion has not started, and what can follow is start.", Refusal([Stop(5)]).Detail);
        Assert.Equal(
            "A start makes no sense at that time: the infusion is running, and what can follow is rate-change, bolus, pause, stop.",
            Refusal([Start(0), Start(5)]).Detail);
        Assert.Equal(
            "A pause makes no sense at that time: the infusion is paused, and what can follow is bolus, resume, stop.",
            Refusal([Start(0), Pause(3), Pause(5)]).Detail);
        Assert.Equal(
            "A stop makes no sense at that time: the infusion is stopped, and nothing can follow.",
            Refusal([Start(0), Stop(5), Stop(6)]).Detail);
    }

    [Fact]
    public void An_event_that_lacks_its_figure_is_refused()
    {
        Assert.Contains("needs a rate", Refusal(Start(0), Event(InfusionEventType.RateChange, 1)).Detail, StringComparison.Ordinal);
        Assert.Contains("needs a dose", Refusal(Start(0), Event(InfusionEventType.Bolus, 1)).Detail, StringComparison.Ordinal);
        Assert.Contains("above 0", Refusal(Start(0), BolusOf(0, 1)).Detail, StringComparison.Ordinal);
        Assert.Contains("9 digits", Refusal(Start(0), BolusOf(1_000_000_000, 1)).Detail, StringComparison.Ordinal);
        Assert.Contains("has no rate", Refusal(Start(0), Event(InfusionEventType.Pause, 1, MgPerHour(1))).Detail, StringComparison.Ordinal);
        Assert.Contains("has no dose", Refusal(Start(0) with { Bolus = new(1) }).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void At_one_instant_the_start_comes_first_and_the_stop_last() =>
        Assert.Equal(
            [InfusionEventType.Start, InfusionEventType.Bolus, InfusionEventType.Stop],
            Timeline(Stop(0), BolusOf(5, 0), Start(0)).Events.Select(e => e.Type));

    [Fact]
    public void At_one_instant_the_first_recorded_comes_first_then_the_lower_id()
    {
        var (pause, resume) = (Pause(5), Resume(5));
        Assert.Equal(InfusionState.Running, Timeline(Start(0), resume, pause).State);
        Assert.Equal(InfusionEventType.Resume, Refusal(Start(0), pause, resume with { RecordedAt = pause.RecordedAt - Duration.Epsilon }).Event.Type);
        Assert.Equal(InfusionState.Running, Timeline(Start(0), resume with { RecordedAt = pause.RecordedAt }, pause).State);
    }

    [Fact]
    public void A_rate_replaced_at_the_instant_it_was_set_leaves_no_segment() =>
        Assert.Equal([60m], Timeline(Start(0), RateChange(0, MgPerHour(60)), Stop(1)).Segments.Select(s => s.Rate.Value));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(7, 7)]
    [InlineData(12, 10)]
    [InlineData(20, 15)]
    [InlineData(60, 35)]
    public void A_pump_runs_between_its_pauses(double minute, double ran) =>
        Assert.Equal(Duration.FromMinutes(ran), Timeline(Start(0), Pause(10), Resume(15), Stop(40)).RunningBy(T0 + Duration.FromMinutes(minute)));

    [Fact]
    public void An_infusion_without_events_has_not_started()
    {
        Assert.False(Timeline().HasStarted);
        Assert.Equal(InfusionState.NotStarted, Timeline().State);
    }

    [Fact]
    public void Events_tell_the_same_story_in_whatever_order_they_arrive()
    {
        InfusionEvent[] events = [Start(0), BolusOf(2, 3), Pause(5), BolusOf(5, 5), Resume(5), RateChange(12, MgPerHour(9)), Stop(12),];
        var told = Timeline(events);
        Gen.Shuffle(events).Sample(shuffled =>
        {
            var again = Timeline(shuffled);
            return again.Segments.SequenceEqual(told.Segments) && again.Pauses.SequenceEqual(told.Pauses)
                && again.Boluses.SequenceEqual(told.Boluses) && again.Events.SequenceEqual(told.Events);
        });
    }

    [Fact]
    public void Whatever_is_accepted_has_segments_and_pauses_that_cover_the_infusion_once() =>
        Gen.Select(Gen.Enum<InfusionEventType>(), Gen.Int[0, 8]).Array[0, 8].Sample(drawn =>
        {
            var events = drawn.Select(d => d.Item1 switch
            {
                InfusionEventType.Bolus => BolusOf(1, d.Item2),
                InfusionEventType.Start or InfusionEventType.RateChange => Event(d.Item1, d.Item2, MgPerHour(1 + d.Item2)),
                _ => Event(d.Item1, d.Item2),
            });
            if (!InfusionTimeline.TryOf(events, out var timeline, out _) || timeline.StoppedAt is not { } stop)
            {
                return;
            }

            var stretches = timeline.Segments.Select(s => (s.From, To: s.To!.Value))
                .Concat(timeline.Pauses.Select(p => (p.From, To: p.To!.Value)))
                .Where(s => s.From < s.To).Order().ToList();
            var at = timeline.StartedAt!.Value;
            foreach (var (from, to) in stretches)
            {
                Assert.Equal(at, from);
                at = to;
            }

            Assert.Equal(stop, at);
        });
}
