namespace InfusionTracker.Domain.Observations;

/// <summary>Values that are possible, both ends included, in the canonical unit; null for an end that is open.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
public sealed record PlausibleRange(decimal? Min, decimal? Max)
{
    public bool Contains(decimal value) => !(value < Min || value > Max);
}

/// <summary>
/// Limits from which on a single value is critical, in the canonical unit: a value at <paramref name="Low"/> or below, at
/// <paramref name="High"/> or above. Null where that side has none.
/// </summary>
/// <param name="Low">Critical from here down.</param>
/// <param name="High">Critical from here up.</param>
public sealed record CriticalLimits(decimal? Low, decimal? High);
