using InfusionTracker.Domain.Dosing;
using Xunit;
using static InfusionTracker.Domain.Tests.Dosing.Infusions;

namespace InfusionTracker.Domain.Tests.Dosing;

public class SessionStatusTests
{
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
        { [Start(0), Stop(40, "vomiting")], null, SessionStatus.Stopped },
        { [Start(0), Stop(40, "vomiting")], DeclaredEnd.Completed, SessionStatus.Completed },
        { [Start(0), Stop(40)], DeclaredEnd.Stopped, SessionStatus.Stopped },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_infusion_events_move_the_status_of_a_session(InfusionEvent[] events, DeclaredEnd? declared, SessionStatus expected) =>
        Assert.Equal(expected, SessionStatuses.Of(Timeline(events), declared));

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
