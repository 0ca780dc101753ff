using InfusionTracker.Api.Access;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Somebody's word that what looks like a slip of the hand is true. What it makes acceptable is recorded as critical; where nothing is
/// implausible, it is kept and makes nothing critical.
/// </summary>
public sealed record Confirmation
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReasonLength = 1000;

    /// <summary>Who looked again and says so: the clinic's own identifier of a clinician.</summary>
    [Person]
    public required string By { get; init; }

    /// <summary>Why it is true, e.g. how it was measured again.</summary>
    [Named(MaxReasonLength)]
    public required string Reason { get; init; }

    /// <summary>What is wrong with it, where no attribute was looked at; the name of the member, and what it must be.</summary>
    internal (string Member, string Detail)? Fault =>
        By.Length > Caller.MaxPerformerLength || !NamedAttribute.IsNamed(By)
            ? ("by", $"Name who confirms it, in 1 to {Caller.MaxPerformerLength} characters that are not all blank.")
        : Reason.Length > MaxReasonLength || !NamedAttribute.IsNamed(Reason)
            ? ("reason", $"Say why it is true, in 1 to {MaxReasonLength} characters that are not all blank.")
        : null;

    /// <summary>As it is stored, in JSON; null for none.</summary>
    internal static string? Stored(Confirmation? confirmed) => confirmed is null ? null : Json.Text(confirmed);
}
