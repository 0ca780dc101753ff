using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>What can happen to an infusion.</summary>
public enum InfusionEventType
{
    Start,
    RateChange,
    Bolus,
    Pause,
    Resume,
    Stop,
}

/// <summary>One event of an infusion, as it stands now (corrections applied, retracted ones left out by the caller).</summary>
/// <param name="Id">Identity of the event.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When it was first recorded; a later correction does not move it.</param>
/// <param name="Rate">Required for rate-change, allowed for start and resume, refused elsewhere.</param>
/// <param name="Bolus">What was given at once: required for a bolus, refused elsewhere; above 0.</param>
/// <param name="Reason">Why an infusion was paused or stopped, where it was told.</param>
/// <param name="Completed">Whether the infusion was given as planned, as said with its stop; null where that was not said.</param>
/// <param name="WeightKg">
/// Body weight in kg, above 0, that a rate or a dose per kg counts with: the pump's, or the session's when the event was recorded. Null
/// where the session's counts as it stands.
/// </param>
/// <param name="IsConfirmed">True where somebody has confirmed what was implausible of it.</param>
/// <param name="IsJudgedByReason">True of a stop of before that could be said: it completed the infusion where it has no reason.</param>
public sealed record InfusionEvent(
    Guid Id,
    InfusionEventType Type,
    Instant OccurredAt,
    Instant RecordedAt,
    Rate? Rate = null,
    BolusAmount? Bolus = null,
    string? Reason = null,
    bool? Completed = null,
    decimal? WeightKg = null,
    bool IsConfirmed = false,
    bool IsJudgedByReason = false)
{
    /// <summary>What a stop says of completion: a word, or what having a reason or none meant before there was one; else null.</summary>
    public bool? SaysCompleted => Completed ?? (Type == InfusionEventType.Stop && IsJudgedByReason ? Reason is null : null);

    /// <summary>A sentence on what the event lacks or has too much, whatever happened before it; null where it is whole.</summary>
    public string? ShapeFault => RateFault ?? DoseFault ?? WeightFault ?? CompletedFault;

    /// <summary>The part of <see cref="ShapeFault"/> that is about the rate.</summary>
    public string? RateFault => (Type, Rate) switch
    {
        (InfusionEventType.RateChange, null) => $"A {Type.Code()} needs a rate.",
        (InfusionEventType.Bolus or InfusionEventType.Pause or InfusionEventType.Stop, not null) => $"A {Type.Code()} has no rate.",
        _ => null,
    };

    /// <summary>The part of <see cref="ShapeFault"/> that is about the dose of a bolus.</summary>
    public string? DoseFault => (Type, Bolus?.Mg) switch
    {
        (InfusionEventType.Bolus, null) => "A bolus needs a dose.",
        (InfusionEventType.Bolus, <= 0) => "The dose of a bolus is above 0 mg.",
        (InfusionEventType.Bolus, { } mg) when !Quantity.Fits(mg, 1_000_000_000m) => Quantity.Limits("The dose of a bolus"),
        (not InfusionEventType.Bolus, not null) => $"A {Type.Code()} has no dose; record a bolus.",
        _ => null,
    };

    /// <summary>The part of <see cref="ShapeFault"/> that is about the weight.</summary>
    public string? WeightFault => (WeightKg, Rate, Bolus) switch
    {
        (not null, null, null) => "A weight goes with a rate or a dose.",
        ({ } kg, _, _) when !Quantity.Fits(kg, 1_000_000_000m) => Quantity.Limits("A weight"),
        _ => null,
    };

    /// <summary>The part of <see cref="ShapeFault"/> that is about <see cref="Completed"/>.</summary>
    public string? CompletedFault =>
        Completed is not null && Type != InfusionEventType.Stop ? $"A {Type.Code()} does not say whether the infusion was completed; a stop does." : null;
}

/// <summary>Names of event types as callers write them.</summary>
public static class InfusionEventTypes
{
    public static string Code(this InfusionEventType type) => type switch
    {
        InfusionEventType.Start => "start",
        InfusionEventType.RateChange => "rate-change",
        InfusionEventType.Bolus => "bolus",
        InfusionEventType.Pause => "pause",
        InfusionEventType.Resume => "resume",
        InfusionEventType.Stop => "stop",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The type that a caller's word means; null for any other word.</summary>
    public static InfusionEventType? Parse(string code)
    {
        foreach (var type in Enum.GetValues<InfusionEventType>())
        {
            if (type.Code() == code)
            {
                return type;
            }
        }

        return null;
    }
}
