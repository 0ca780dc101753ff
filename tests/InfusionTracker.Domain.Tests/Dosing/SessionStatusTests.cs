using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class SessionStatusTests
{
    /// <summary>70 kg, 0.5 mg/kg over 40 min: 90 % is 31.5 mg, after 36 min at 52.5 mg/h.</summary>
    private static readonly InfusionPlan Plan = new(0.5m, 70, Duration.FromMinutes(40));

    public static TheoryData<InfusionEvent[], DeclaredEnd?, SessionStatus> Cases => new()
    {
        { [], null, SessionStatus.Planned },
        { [], DeclaredEnd.Cancelled, SessionStatus.Cancelled },
        { [], DeclaredEnd.Completed, SessionStatus.Planned },
        { [Start(0)], null, SessionStatus.InProgress },
        { [Start(0), Pause(1)], null, SessionStatus.OnHold },
        { [Start(0), Pause(1), Resume(2)], null, SessionStatus.InProgress },
        { [Start(0), Pause(1)], DeclaredEnd.Stopped, SessionStatus.Stopped },
        { [Start(0)], DeclaredEnd.Completed, SessionStatus.Completed },
        { [Start(0), Stop(40)], null, SessionStatus.Completed },
        { [Start(0), Stop(40, "line flushed")], null, SessionStatus.Completed },
        { [Start(0), Stop(40) with { Completed = false }], null, SessionStatus.Stopped },
        { [Start(0), Stop(5) with { Completed = true }], null, SessionStatus.Completed },
        { [Start(0), Stop(5) with { Completed = true }], DeclaredEnd.Stopped, SessionStatus.Stopped },
        { [Start(0), Stop(40, "vomiting")], DeclaredEnd.Completed, SessionStatus.Completed },
        { [Start(0), Stop(40)], DeclaredEnd.Stopped, SessionStatus.Stopped },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_infusion_events_move_the_status_of_a_session(InfusionEvent[] events, DeclaredEnd? declared, SessionStatus expected) =>
        Assert.Equal(expected, SessionStatuses.Of(Timeline(events), declared, Plan));

    [Theory]
    [InlineData(36, SessionStatus.Completed)]
    [InlineData(35.999, SessionStatus.Stopped)]
    public void A_stop_that_says_nothing_completes_from_90_percent_of_the_planned_dose(double minute, SessionStatus expected) =>
        Assert.Equal(expected, SessionStatuses.Of(Timeline(Start(0), Stop(minute)), null, Plan with { Duration = Duration.FromHours(5) }));

    [Fact]
    public void Boluses_count_towards_the_planned_dose()
    {
        Assert.Equal(SessionStatus.Completed, SessionStatuses.Of(Timeline(Start(0), BolusOf(14, 10), Stop(20)), null, Plan));
        Assert.Equal(SessionStatus.Stopped, SessionStatuses.Of(Timeline(Start(0), BolusOf(13.999m, 10), Stop(20)), null, Plan));
    }

    [Fact]
    public void Without_a_planned_dose_or_a_weight_the_planned_duration_decides_with_pauses_left_out()
    {
        foreach (var plan in new[] { Plan with { DoseMgPerKg = null }, Plan with { WeightKg = null } })
        {
            Assert.Equal(SessionStatus.Completed, SessionStatuses.Of(Timeline(Start(0), Stop(36)), null, plan));
            Assert.Equal(SessionStatus.Stopped, SessionStatuses.Of(Timeline(Start(0), Stop(35.999)), null, plan));
            Assert.Equal(SessionStatus.Completed, SessionStatuses.Of(Timeline(Start(0), Pause(5), Resume(8), Stop(39)), null, plan));
            Assert.Equal(SessionStatus.Stopped, SessionStatuses.Of(Timeline(Start(0), Pause(5), Stop(39)), null, plan));
        }
    }

    [Fact]
    public void Where_neither_dose_nor_duration_was_planned_every_stop_completes() =>
        Assert.Equal(SessionStatus.Completed, SessionStatuses.Of(Timeline(Start(0), Stop(1)), null, new(null, 70, null)));

    [Fact]
    public void A_stop_of_before_keeps_what_its_note_meant()
    {
        var old = Stop(5) with { IsJudgedByReason = true };
        Assert.Equal(SessionStatus.Completed, SessionStatuses.Of(Timeline(Start(0), old), null, Plan));
        Assert.Equal(SessionStatus.Stopped, SessionStatuses.Of(Timeline(Start(0), Stop(40, "vomiting") with { IsJudgedByReason = true }), null, Plan));
        Assert.Equal(SessionStatus.Stopped, SessionStatuses.Of(Timeline(Start(0), old with { Completed = false }), null, Plan));
    }

    [Fact]
    public void Only_a_stop_says_whether_the_infusion_was_completed()
    {
        Assert.Null((Stop(40) with { Completed = true }).ShapeFault);
        Assert.NotNull((Pause(10) with { Completed = true }).ShapeFault);
    }

    [Fact]
    public void Only_a_planned_session_can_be_cancelled_and_only_a_started_one_ended()
    {
        Assert.Equal([DeclaredEnd.Cancelled], SessionStatuses.AllowedDeclarations(SessionStatus.Planned));
        Assert.Empty(SessionStatuses.AllowedDeclarations(SessionStatus.Cancelled));
        foreach (var started in new[] { SessionStatus.InProgress, SessionStatus.OnHold, SessionStatus.Completed, SessionStatus.Stopped })
        {
            Assert.Equal([DeclaredEnd.Completed, DeclaredEnd.Stopped], SessionStatuses.AllowedDeclarations(started));
        }
    }

    [Fact]
    public void A_cancelled_session_takes_no_infusion_event() =>
        Assert.Equal([SessionStatus.Cancelled], Enum.GetValues<SessionStatus>().Where(s => !SessionStatuses.TakesInfusionEvents(s)));

    [Fact]
    public void A_session_declared_ended_while_the_pump_was_on_has_no_stop()
    {
        Assert.True(SessionStatuses.EndedWithoutStop(Timeline(Start(0)), DeclaredEnd.Completed));
        Assert.True(SessionStatuses.EndedWithoutStop(Timeline(Start(0)), DeclaredEnd.Stopped));
        Assert.False(SessionStatuses.EndedWithoutStop(Timeline(Start(0)), null));
        Assert.False(SessionStatuses.EndedWithoutStop(Timeline(Start(0), Stop(1)), DeclaredEnd.Stopped));
        Assert.False(SessionStatuses.EndedWithoutStop(Timeline(), DeclaredEnd.Cancelled));
    }
}
