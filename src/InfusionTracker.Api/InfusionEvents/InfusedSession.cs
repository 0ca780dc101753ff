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

    public required string Medication { get; init; }

    public required string Route { get; init; }

    /// <summary>What is critical of it as it stands.</summary>
    public IReadOnlyList<string> Critical { get; init; } = [];

    /// <summary>What the clinic has set for doses; null for nothing.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? DoseLimits { get; init; }

    /// <summary>True where the weight that came with the event is far off the session's, or, without one, the patient's last.</summary>
    public required bool WeightIsOff { get; init; }

    /// <summary>Its live events.</summary>
    public IReadOnlyList<TimelineRow> Events { get; private init; } = [];

    /// <summary>Reads the session and, from the next result, its live events; null where there is no such session.</summary>
    public static async Task<InfusedSession?> Read(Rows rows)
    {
        var session = await rows.Single<InfusedSession>();
        var events = await rows.List<TimelineRow>();
        return session is null ? null : session with { Events = events };
    }

    /// <summary>What is critical of it as it stands.</summary>
    public CriticalDose CriticalBefore => CriticalDoses.Parse(Critical);

    /// <summary>The event with the weight that it counts with for good, where it counts with one: the pump's, else the session's.</summary>
    public InfusionEvent Weighed(InfusionEvent told) =>
        told.WeightKg is null && (told.Rate is { NeedsWeight: true } || told.Bolus is { IsPerKg: true }) ? told with { WeightKg = WeightKg } : told;

    /// <summary>Whether the weight that came with an event is critical.</summary>
    /// <param name="kg">The weight in kg; null for none.</param>
    public CriticalDose WeightFlag(decimal? kg) => BodyWeight.Flag(kg, WeightIsOff);

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

        return told.WeightKg is not null ? null
            : told.Rate is { NeedsWeight: true } ? Problem.Invalid("/rate/unit", "A rate per kg needs a weight. Give the pump's as weightKg, or the session weightKg first, or the rate in mg/h, mg/min or mL/h.")
            : told.Bolus is { IsPerKg: true } ? Problem.Invalid("/dose/unit", "A dose per kg needs a weight. Give the pump's as weightKg, or the session weightKg first, or the dose in mg, ug or g.")
            : null;
    }

    /// <summary>Where the session stands by these events, all of them together.</summary>
    /// <param name="events">The live events as they would be.</param>
    /// <param name="changed">The event that is recorded, corrected or retracted.</param>
    /// <param name="move">Where the session then stands, and what is to be said of its doses.</param>
    /// <param name="refusal">409 with the moves that make sense.</param>
    public bool TryMove(
        IEnumerable<InfusionEvent> events,
        Guid changed,
        [NotNullWhen(true)] out InfusionMove? move,
        [NotNullWhen(false)] out Problem? refusal)
    {
        if (InfusionTimeline.TryOf(events, out var timeline, out var unfit))
        {
            var declared = SessionStatuses.StillDeclared(timeline, SessionWords.ParseDeclaredEnd(DeclaredEnd));
            var plan = new InfusionPlan(PlannedDoseMgPerKg, WeightKg, PlannedDuration);
            var dose = new DoseJudging(ClinicDoseLimits.InForce(DoseLimits, Medication, Route), plan, $"{Medication}, {Route}")
                .Judge(timeline, timeline.Events.FirstOrDefault(e => e.Id == changed));
            var critical = dose.OfTheInfusion | (CriticalBefore & CriticalDose.Weight);
            move = new(
                new(SessionStatuses.Of(timeline, declared, plan).Code(), declared?.Code(), timeline.StartedAt, timeline.StoppedAt, critical), dose);
            refusal = null;
            return true;
        }

        move = null;
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
        write.Add("sessionCritical", InfusionMove.Stored(standing.Critical));
        return standing == new SessionStanding(Status, DeclaredEnd, StartedAt, EndedAt, CriticalBefore) ? write : Decision<ChartedInfusionEvent>.Run(write, "session");
    }
}

/// <summary>What of a session follows from its events.</summary>
/// <param name="Status">Its status.</param>
/// <param name="DeclaredEnd">What stays declared of its end.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it was stopped.</param>
/// <param name="Critical">What is critical of it.</param>
internal sealed record SessionStanding(string Status, string? DeclaredEnd, Instant? StartedAt, Instant? EndedAt, CriticalDose Critical);

/// <summary>What an event, new, corrected or gone, makes of its session.</summary>
/// <param name="Standing">Where the session then stands.</param>
/// <param name="Dose">What is to be said of the doses.</param>
internal sealed record InfusionMove(SessionStanding Standing, DoseJudgement Dose)
{
    /// <summary>What is critical, as it is stored; null for nothing.</summary>
    public static string[]? Stored(CriticalDose critical) => critical == CriticalDose.None ? null : [.. critical.Codes()];

    /// <summary>422 where something is implausible that nobody has confirmed; null for nothing.</summary>
    /// <param name="told">The event that makes it so.</param>
    /// <param name="sentKg">The weight that was sent with it; null for none.</param>
    public Problem? RefuseDose(InfusionEvent told, decimal? sentKg)
    {
        ProblemError[] errors =
        [
            .. BodyWeight.Fault(sentKg, told.IsConfirmed) is { } fault ? (ProblemError[])[new("/weightKg", null, fault)] : [],
            .. told.IsConfirmed ? [] : Dose.Implausible.Select(dose => new ProblemError(PointerTo(dose.What, told), null, dose.Message)),
        ];
        return errors switch
        {
            [] => null,
            [var only] => Problem.Invalid(only.Detail, only),
            _ => Problem.Invalid("Several values cannot be accepted; errors lists them.", errors),
        };
    }

    private static string PointerTo(CriticalDose what, InfusionEvent told) => what switch
    {
        CriticalDose.Rate => "/rate/value",
        CriticalDose.Duration => "/occurredAt",
        _ => told.Bolus is null ? "/occurredAt" : "/dose/value",
    };
}
