namespace InfusionTracker.Domain.Instruments;

/// <summary>A stretch of totals with a name.</summary>
/// <param name="Min">Lowest total, itself included.</param>
/// <param name="Max">Highest total, itself included.</param>
/// <param name="Label">What such a total means, e.g. <c>severe</c>.</param>
public sealed record Band(int Min, int Max, string Label);

/// <summary>Bands that together cover every total of an instrument.</summary>
/// <param name="Name">Name within the instrument; answers give it beside the band.</param>
/// <param name="Source">Where the bands were read; null where they are from memory.</param>
/// <param name="Bands">From low to high, without gaps.</param>
/// <param name="Verified">True where the bands were read in the source.</param>
public sealed record BandSet(string Name, string? Source, IReadOnlyList<Band> Bands, bool Verified = true);
