using InfusionTracker.Domain.Dosing;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Dosing;

/// <summary>Short words for infusions in tests: minutes count from <see cref="T0"/>.</summary>
internal static class Infusions
{
    public static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);

    private static int ids;

    public static Rate MgPerHour(decimal value) => RateOf(value, RateUnit.MgPerHour);

    public static Rate RateOf(decimal value, RateUnit unit, decimal? concentration = null) =>
        Rate.TryOf(value, unit, concentration, out var rate, out var refusal) ? rate : throw new Xunit.Sdk.XunitException(refusal);

    public static InfusionEvent Start(double minute, Rate? rate = null) => Event(InfusionEventType.Start, minute, rate ?? MgPerHour(52.5m));

    public static InfusionEvent RateChange(double minute, Rate rate) => Event(InfusionEventType.RateChange, minute, rate);

    public static InfusionEvent BolusOf(decimal mg, double minute) => Event(InfusionEventType.Bolus, minute) with { Bolus = new(mg) };

    public static InfusionEvent Pause(double minute) => Event(InfusionEventType.Pause, minute);

    public static InfusionEvent Resume(double minute, Rate? rate = null) => Event(InfusionEventType.Resume, minute, rate);

    public static InfusionEvent Stop(double minute, string? reason = null) => Event(InfusionEventType.Stop, minute) with { Reason = reason };

    /// <summary>An event; each is recorded a second after the one made before it.</summary>
    public static InfusionEvent Event(InfusionEventType type, double minute, Rate? rate = null)
    {
        var id = Interlocked.Increment(ref ids);
        return new(new Guid(id, 0, 0, new byte[8]), type, T0 + Duration.FromMinutes(minute), T0 + Duration.FromSeconds(id), rate);
    }

    public static InfusionTimeline Timeline(params InfusionEvent[] events) =>
        InfusionTimeline.TryOf(events, out var timeline, out var refusal)
            ? timeline
            : throw new Xunit.Sdk.XunitException(refusal.Detail);

    public static TimelineRefusal Refusal(params InfusionEvent[] events)
    {
        Assert.False(InfusionTimeline.TryOf(events, out _, out var refusal));
        return refusal!;
    }
}
