using System.Diagnostics.CodeAnalysis;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>What an infusion event must be by itself, whatever happened before it, whether new or corrected.</summary>
internal static class InfusionEventShape
{
    public static Problem? Refuse(Instant? occurredAt, IClock clock) =>
        occurredAt > Times.LatestPast(clock) ? Problem.Invalid("/occurredAt", "The time lies in the future.") : null;

    /// <summary>The event as the Domain tells it, or a 422 that points at what it lacks or has too much.</summary>
    /// <param name="told">Id, type, times, reason, and whether the infusion was completed.</param>
    /// <param name="rate">The rate as given.</param>
    /// <param name="dose">The dose as given.</param>
    /// <param name="whole">The event with its rate and dose.</param>
    /// <param name="refusal">What is wrong with it.</param>
    public static bool TryOf(
        InfusionEvent told,
        InfusionRate? rate,
        BolusDose? dose,
        [NotNullWhen(true)] out InfusionEvent? whole,
        [NotNullWhen(false)] out Problem? refusal)
    {
        whole = null;
        Rate? pumpRate = null;
        if (rate is not null && !Rate.TryOf(rate.Value, RateUnits.Parse(rate.Unit)!.Value, rate.ConcentrationMgPerMl, out pumpRate, out var rateRefusal))
        {
            refusal = Problem.Invalid("/rate", rateRefusal);
            return false;
        }

        BolusAmount? amount = null;
        if (dose is not null && (amount = BolusUnits.Amount(dose.Value, dose.Unit)) is null)
        {
            refusal = Problem.Invalid("/dose/value", "The dose has more digits than can be kept.");
            return false;
        }

        whole = told with { Rate = pumpRate, Bolus = amount };
        refusal = whole switch
        {
            { RateFault: { } fault } => Problem.Invalid("/rate", fault),
            { DoseFault: { } fault } => Problem.Invalid("/dose", fault),
            { WeightFault: { } fault } => Problem.Invalid("/weightKg", fault),
            { CompletedFault: { } fault } => Problem.Invalid("/completed", fault),
            _ => null,
        };
        return refusal is null;
    }
}
