using System.Collections.Concurrent;
using InfusionTracker.Domain.Observations;

namespace InfusionTracker.Api.Observations;

/// <summary>The ranges that a clinic judges by, with the version of its settings that they are of.</summary>
public sealed record ClinicRanges
{
    /// <summary>The clinic's version.</summary>
    public required int Version { get; init; }

    /// <summary>What it has set, by code; null for nothing.</summary>
    public required IReadOnlyDictionary<string, CodeRanges>? ObservationRanges { get; init; }

    /// <summary>What holds with it.</summary>
    public ObservationRanges InForce => field ??= CodeRanges.InForce(ObservationRanges);
}

/// <summary>
/// The ranges of each clinic as this instance last saw them, so that an observation is judged without a trip of its own.
/// They may be out of date: the write names the version, and the database refuses another than the one that holds.
/// </summary>
public sealed class RangesInForce
{
    private readonly ConcurrentDictionary<Guid, ClinicRanges> _seen = new();

    /// <summary>What was last seen; null for a clinic that was not asked for yet.</summary>
    public ClinicRanges? LastSeen(Guid clinicId) => _seen.GetValueOrDefault(clinicId);

    public void See(Guid clinicId, ClinicRanges ranges) => _seen[clinicId] = ranges;
}
