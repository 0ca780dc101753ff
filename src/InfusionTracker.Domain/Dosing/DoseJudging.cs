using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>Something that nobody believes, unless somebody confirms it.</summary>
/// <param name="What">What it is.</param>
/// <param name="Message">A sentence with the limit. It never has a value of the patient's.</param>
public sealed record ImplausibleDose(CriticalDose What, string Message);

/// <summary>What an infusion comes to by its limits.</summary>
/// <param name="OfTheEvent">What is critical of the event that is told, by itself.</param>
/// <param name="OfTheInfusion">What is critical of the infusion, with all that flowed up to its last event.</param>
/// <param name="Implausible">What the event makes implausible that nobody has confirmed before.</param>
public sealed record DoseJudgement(CriticalDose OfTheEvent, CriticalDose OfTheInfusion, ImmutableArray<ImplausibleDose> Implausible);

/// <summary>Whether doses can be true, and which are critical.</summary>
/// <param name="limits">The limits in force for the medication and route of the session.</param>
/// <param name="plan">What was planned, and the weight of the session.</param>
/// <param name="of">What limits are told of, e.g. <c>ketamine, intravenous</c>.</param>
public sealed class DoseJudging(DoseLimits limits, InfusionPlan plan, string of)
{
    /// <summary>Judges the whole infusion, and the event that is new in it.</summary>
    /// <param name="timeline">All events, the new one among them.</param>
    /// <param name="told">The event that is recorded or corrected; null where another change is judged.</param>
    public DoseJudgement Judge(InfusionTimeline timeline, InfusionEvent? told)
    {
        // Without the session's weight, the pump's; without both a weight that refuses nothing.
        var known = plan.WeightKg ?? timeline.Events.Select(e => e.WeightKg).FirstOrDefault(kg => kg is not null);
        var weight = new Weight(known ?? DoseLimits.AssumedWeightKg, IsKnown: known is not null);
        var found = new Findings();
        if (told?.Rate?.MgPerHour(told.WeightKg ?? plan.WeightKg) is { } mgPerHour)
        {
            found.PerKg(CriticalDose.Rate, mgPerHour, limits.RateMgPerKgPerHour, weight, most => $"A rate above {most} mg/kg/h is implausible ({of}).");
        }

        if (told?.Bolus?.Milligrams(told.WeightKg ?? plan.WeightKg) is { } milligrams)
        {
            found.PerKg(CriticalDose.Bolus, milligrams, limits.BolusMgPerKg, weight, most => $"A bolus above {most} mg/kg is implausible ({of}).");
        }

        var ofTheEvent = found.Critical;
        var whole = new Findings();
        JudgeWhole(timeline, told, weight, whole);
        return new(ofTheEvent, whole.Critical, [.. found.Implausible, .. whole.Implausible]);
    }

    private void JudgeWhole(InfusionTimeline timeline, InfusionEvent? told, Weight weight, Findings found)
    {
        if (timeline.Events is not [.., var last])
        {
            return;
        }

        // Doses only grow: where somebody has confirmed one that was implausible without this event already, more is believed.
        var others = Without(timeline, told);
        var confirmed = others?.Events.LastOrDefault(e => e.IsConfirmed)?.OccurredAt;
        var believed = confirmed is { } at && DoseCurve.UpTo(others!, at, endedWithoutStop: false, plan.WeightKg) is { IsEmpty: false } then
            ? then[^1].Mg
            : (Rational?)null;
        if (DoseCurve.UpTo(timeline, last.OccurredAt, endedWithoutStop: false, plan.WeightKg) is { IsEmpty: false } curve)
        {
            var given = curve[^1].Mg;
            found.PerKg(
                CriticalDose.CumulativeDose, given, limits.CumulativeMgPerKg, weight, most => $"More than {most} mg/kg in a session is implausible ({of}).", believed);
            found.All(
                CriticalDose.CumulativeDose, given, limits.CumulativeMg, most => $"More than {most} mg in a session is implausible ({of}).", believed);
            if (plan.DoseMgPerKg is { } planned && given > DoseLimits.MostOfThePlan * planned * weight.Kg)
            {
                found.Add(CriticalDose.PlannedDose);
            }
        }

        found.All(
            CriticalDose.Duration, Minutes(timeline.RunningBy(last.OccurredAt)), limits.DurationMinutes,
            most => $"An infusion of more than {most} minutes is implausible ({of}).",
            confirmed is { } end ? Minutes(others!.RunningBy(end)) : null);
    }

    /// <summary>The other events; null where they make no infusion.</summary>
    private static InfusionTimeline? Without(InfusionTimeline timeline, InfusionEvent? told) =>
        told is null ? timeline
        : InfusionTimeline.TryOf(timeline.Events.Where(e => e.Id != told.Id), out var others, out _) ? others
        : null;

    private static Rational Minutes(Duration span) => Dose.Hours(span) * 60;

    /// <summary>A body weight in kg, and whether it was told.</summary>
    private sealed record Weight(decimal Kg, bool IsKnown);

    private sealed class Findings
    {
        public CriticalDose Critical { get; private set; }

        public List<ImplausibleDose> Implausible { get; } = [];

        public void Add(CriticalDose what) => Critical |= what;

        public void PerKg(
            CriticalDose what, Rational milligrams, DoseLimit? limit, Weight weight, Func<string, string> message, Rational? believed = null) =>
            All(
                what,
                milligrams / weight.Kg,
                weight.IsKnown ? limit : limit is null ? null : new(limit.Critical ?? limit.Plausible, null),
                message,
                believed / weight.Kg);

        public void All(CriticalDose what, Rational amount, DoseLimit? limit, Func<string, string> message, Rational? believed = null)
        {
            if ((limit?.Critical ?? limit?.Plausible) is { } least && amount > least)
            {
                Add(what);
            }

            if (limit?.Plausible is { } most && amount > most && !(believed > most))
            {
                var told = message(most.ToString("0.#########", CultureInfo.InvariantCulture));
                Implausible.Add(new(what, $"{told} Correct it, or send confirmed where it is true."));
            }
        }
    }
}
