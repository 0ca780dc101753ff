using System.ComponentModel.DataAnnotations;

namespace InfusionTracker.Api.Platform;

/// <summary>Takes a record out of every answer but its history (entered in error).</summary>
public sealed record Retraction
{
    /// <summary>Why the record is wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}
