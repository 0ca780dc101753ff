using System.Diagnostics.CodeAnalysis;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>A session as its infusion events are judged in it, with its row locked, so that one event waits for another.</summary>
internal sealed record InfusedSession
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required decimal? WeightKg { get; init; }

    public required decimal? PlannedDoseMgPerKg { get; init; }

    public required Duration? PlannedDuration { get; init; }

    public required string? DeclaredEnd { get; init; }

    public required Instant? StartedAt { get; init; }

    public required Instant? EndedAt { get; init; }

    /// <summary>The beginning of the patient's day of birth, in the clinic's time zone.</summary>
    public required Instant? BornOn { get; init; }

    /// <summary>Its live events.</summary>
    public IReadOnlyList<TimelineRow> Events { get; private init; } = [];

    /// <summary>Reads the session and, from the next result, its live events; null where there is no such session.</summary>
    public static async Task<InfusedSession?> Read(Rows rows)
    {
        var session = await rows.Single<InfusedSession>();
        var events = await rows.List<TimelineRow>();
        return session is null ? null : session with { Events = events };
    }

    /// <summary>409 where the session takes no events, 422 where the event does not go with what is known of the patient.</summary>
    public Problem? Refuse(InfusionEvent told)
    {
        if (Status == Recorded.EnteredInError)
        {
            return Problem.Conflict("The session is entered in error, and takes no infusion events.");
        }

        if (SessionWords.ParseStatus(Status) is { } status && !SessionStatuses.TakesInfusionEvents(status))
        {
            return Problem.Conflict("The session is cancelled, and takes no infusion events.");
        }

        if (told.OccurredAt < BornOn)
        {
            return Problem.Invalid("/occurredAt", "The time lies before the patient's birth.");
        }

        return WeightKg is not null ? null
            : told.Rate is { NeedsWeight: true } ? Problem.Invalid("/rate/unit", "A rate per kg needs the session's weight. Give the session weightKg first, or the rate in mg/h, mg/min or mL/h.")
            : told.Bolus is { IsPerKg: true } ? Problem.Invalid("/dose/unit", "A dose per kg needs the session's weight. Give the session weightKg first, or the dose in mg, ug or g.")
            : null;
    }

    /// <summary>Where the session stands by these events, all of them together.</summary>
    /// <param name="events">The live events as they would be.</param>
    /// <param name="changed">The event that is recorded, corrected or retracted.</param>
    /// <param name="standing">Where the session then stands.</param>
    /// <param name="refusal">409 with the moves that make sense.</param>
    public bool TryMove(
        IEnumerable<InfusionEvent> events,
        Guid changed,
        [NotNullWhen(true)] out SessionStanding? standing,
        [NotNullWhen(false)] out Problem? refusal)
    {
        if (InfusionTimeline.TryOf(events, out var timeline, out var unfit))
        {
            var declared = SessionStatuses.StillDeclared(timeline, SessionWords.ParseDeclaredEnd(DeclaredEnd));
            standing = new(SessionStatuses.Of(timeline, declared, new(PlannedDoseMgPerKg, WeightKg, PlannedDuration)).Code(), declared?.Code(), timeline.StartedAt, timeline.StoppedAt);
            refusal = null;
            return true;
        }

        standing = null;
        refusal = Problem.Conflict(unfit.Event.Id == changed ? unfit.Detail : $"What is recorded beside this event would no longer fit. {unfit.Detail}");
        return false;
    }

    /// <summary>The decision to write the event, and the session where it stands elsewhere than before; else it keeps its version.</summary>
    public Decision<ChartedInfusionEvent> Write(SqlArguments write, SessionStanding standing)
    {
        write.Add("sessionId", Id);
        write.Add("sessionStatus", standing.Status);
        write.Add("declaredEnd", standing.DeclaredEnd);
        write.Add("startedAt", standing.StartedAt);
        write.Add("endedAt", standing.EndedAt);
        return standing == new SessionStanding(Status, DeclaredEnd, StartedAt, EndedAt) ? write : Decision<ChartedInfusionEvent>.Run(write, "session");
    }
}

/// <summary>What of a session follows from its events.</summary>
/// <param name="Status">Its status.</param>
/// <param name="DeclaredEnd">What stays declared of its end.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it was stopped.</param>
internal sealed record SessionStanding(string Status, string? DeclaredEnd, Instant? StartedAt, Instant? EndedAt);
