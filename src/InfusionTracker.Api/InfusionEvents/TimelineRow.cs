using System.Diagnostics.CodeAnalysis;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>
/// What a statement reads of each live event of a session, in any order, so that its time line can be told:
/// <c>id, type, occurred_at, created_at, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note,
/// completed, completion_rule, weight_kg, is_confirmed</c>.
/// </summary>
public sealed record TimelineRow
{
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required Instant OccurredAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required decimal? RateValue { get; init; }

    public required string? RateUnit { get; init; }

    public required decimal? ConcentrationMgPerMl { get; init; }

    public required decimal? DoseValue { get; init; }

    public required string? DoseUnit { get; init; }

    public required string? Note { get; init; }

    public required bool? Completed { get; init; }

    /// <summary>Null for a stop of before it could say whether it completed the infusion.</summary>
    public required short? CompletionRule { get; init; }

    /// <summary>Body weight that its rate or dose per kg counts with; null where that is the session's.</summary>
    public required decimal? WeightKg { get; init; }

    /// <summary>True where somebody has confirmed what was implausible of it.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>Tells the events of a session as one infusion.</summary>
    /// <returns>False, with a 409, where they make no story, as they may have for an instant in the past.</returns>
    public static bool TryTell(
        IEnumerable<TimelineRow> events,
        [NotNullWhen(true)] out InfusionTimeline? timeline,
        [NotNullWhen(false)] out Problem? refusal)
    {
        if (InfusionTimeline.TryOf(events.Select(e => e.ToEvent()), out timeline, out var unfit))
        {
            refusal = null;
            return true;
        }

        refusal = Problem.Conflict($"The events of the session make no story. {unfit.Detail}");
        return false;
    }

    /// <summary>The event as the Domain tells it.</summary>
    public InfusionEvent ToEvent() => new(
        Id,
        InfusionEventTypes.Parse(Type) ?? throw Unreadable(),
        OccurredAt,
        CreatedAt,
        RateValue is { } value ? RateOf(value) : null,
        DoseValue is { } dose ? BolusUnits.Amount(dose, DoseUnit!) ?? throw Unreadable() : null,
        Note,
        Completed,
        WeightKg,
        IsConfirmed,
        IsJudgedByReason: CompletionRule is null);

    private Rate RateOf(decimal value) =>
        RateUnits.Parse(RateUnit!) is { } unit && Rate.TryOf(value, unit, ConcentrationMgPerMl, out var rate, out _) ? rate : throw Unreadable();

    private static InvalidOperationException Unreadable() => new("An infusion event is stored that could not have been recorded.");
}
