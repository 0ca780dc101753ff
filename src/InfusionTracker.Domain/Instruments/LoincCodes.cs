namespace InfusionTracker.Domain.Instruments;

/// <summary>LOINC codes of an instrument; null and empty where none is known.</summary>
/// <param name="Panel">Code of the whole form.</param>
/// <param name="Total">Code of the total.</param>
/// <param name="RiskLevel">Code of a triage's outcome.</param>
/// <param name="Note">What to know about them.</param>
public sealed record LoincCodes(string? Panel = null, string? Total = null, string? RiskLevel = null, string? Note = null)
{
    /// <summary>Codes of the questions, by answer number from 1.</summary>
    public IReadOnlyDictionary<int, string> Items { get; init; } = new Dictionary<int, string>();

    /// <summary>Codes of the answers, by value.</summary>
    public IReadOnlyDictionary<int, string> Answers { get; init; } = new Dictionary<int, string>();

    /// <summary>For instruments that LOINC did not know by name when it was searched.</summary>
    internal static LoincCodes NotFound { get; } =
        new(Note: "No term by this name in the LOINC table of mid-2020 (release 2.68); later releases were not searched.");
}
