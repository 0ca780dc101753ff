using System.Collections.Immutable;

namespace InfusionTracker.Domain.Dosing;

/// <summary>Where a session stands. A retracted session (entered in error) has no status of its own left.</summary>
public enum SessionStatus
{
    Planned,
    InProgress,
    OnHold,
    Completed,
    Stopped,
    Cancelled,
}

/// <summary>How a clinician says that a session ended.</summary>
public enum DeclaredEnd
{
    /// <summary>The infusion was given as planned.</summary>
    Completed,

    /// <summary>The infusion was broken off.</summary>
    Stopped,

    /// <summary>The infusion never began.</summary>
    Cancelled,
}

/// <summary>The status of a session follows from its infusion events and from what was declared about its end.</summary>
public static class SessionStatuses
{
    /// <summary>
    /// Without a start a session is planned, or cancelled where that was declared. With a stop it is as declared, else completed
    /// or stopped as the stop says, else by how much of the plan was given. Without a stop it is as declared, else on hold
    /// while paused, else in progress.
    /// </summary>
    public static SessionStatus Of(InfusionTimeline timeline, DeclaredEnd? declaredEnd, InfusionPlan plan) =>
        (timeline.State, declaredEnd) switch
        {
            (InfusionState.NotStarted, DeclaredEnd.Cancelled) => SessionStatus.Cancelled,
            (InfusionState.NotStarted, _) => SessionStatus.Planned,
            (_, DeclaredEnd.Completed) => SessionStatus.Completed,
            (_, DeclaredEnd.Stopped) => SessionStatus.Stopped,
            (InfusionState.Stopped, _) => IsCompleted(timeline, plan) ? SessionStatus.Completed : SessionStatus.Stopped,
            (InfusionState.Paused, _) => SessionStatus.OnHold,
            _ => SessionStatus.InProgress,
        };

    /// <summary>
    /// What stays declared once the events are these: where no start is left, nobody has completed or broken off anything. The
    /// next infusion that begins would else have ended with its start.
    /// </summary>
    public static DeclaredEnd? StillDeclared(InfusionTimeline timeline, DeclaredEnd? declaredEnd) =>
        timeline.HasStarted || declaredEnd == DeclaredEnd.Cancelled ? declaredEnd : null;

    /// <summary>
    /// What may be declared: a planned session may be cancelled; one that has started may be called completed or stopped,
    /// also to set such a word right; a cancelled one is left alone.
    /// </summary>
    public static ImmutableArray<DeclaredEnd> AllowedDeclarations(SessionStatus status) => status switch
    {
        SessionStatus.Planned => [DeclaredEnd.Cancelled],
        SessionStatus.Cancelled => [],
        _ => [DeclaredEnd.Completed, DeclaredEnd.Stopped],
    };

    /// <summary>
    /// The infusion events that a session takes in its status; late entries may still be told of one that has ended, and
    /// <see cref="InfusionTimeline.TryOf"/> judges where they fit. A cancelled session takes none.
    /// </summary>
    public static bool TakesInfusionEvents(SessionStatus status) => status != SessionStatus.Cancelled;

    /// <summary>True where a session has ended and no stop was recorded, so that its dose is unknown.</summary>
    public static bool EndedWithoutStop(InfusionTimeline timeline, DeclaredEnd? declaredEnd) =>
        timeline is { HasStarted: true, StoppedAt: null } && declaredEnd is DeclaredEnd.Completed or DeclaredEnd.Stopped;

    private static bool IsCompleted(InfusionTimeline timeline, InfusionPlan plan) => timeline.Stop!.SaysCompleted ?? plan.IsMetBy(timeline);
}

/// <summary>Names of session states and declared ends as callers write them.</summary>
public static class SessionWords
{
    public static string Code(this SessionStatus status) => status switch
    {
        SessionStatus.Planned => "planned",
        SessionStatus.InProgress => "in-progress",
        SessionStatus.OnHold => "on-hold",
        SessionStatus.Completed => "completed",
        SessionStatus.Stopped => "stopped",
        SessionStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Code(this DeclaredEnd end) => end switch
    {
        DeclaredEnd.Completed => "completed",
        DeclaredEnd.Stopped => "stopped",
        DeclaredEnd.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    /// <summary>The state that a word means; null for any other word, entered-in-error too.</summary>
    public static SessionStatus? ParseStatus(string code)
    {
        foreach (var status in Enum.GetValues<SessionStatus>())
        {
            if (status.Code() == code)
            {
                return status;
            }
        }

        return null;
    }

    /// <summary>The declared end that a caller's word means; null for any other word.</summary>
    public static DeclaredEnd? ParseDeclaredEnd(string? code) => code switch
    {
        "completed" => DeclaredEnd.Completed,
        "stopped" => DeclaredEnd.Stopped,
        "cancelled" => DeclaredEnd.Cancelled,
        _ => null,
    };
}
