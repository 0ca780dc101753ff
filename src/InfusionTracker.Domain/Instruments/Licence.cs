namespace InfusionTracker.Domain.Instruments;

/// <summary>On what terms an instrument may be used.</summary>
public enum LicenceStatus
{
    PublicDomain,

    /// <summary>Work of the US Government, not copyrighted.</summary>
    UsGovernment,

    /// <summary>Nobody's: a plain line, a number from 0 to 10.</summary>
    Generic,

    /// <summary>A scale printed in a journal; terms not stated.</summary>
    PublishedScale,

    FreeWithTerms,

    PermissionUnclear,

    PermissionNeeded,

    /// <summary>Given to qualified interviewers only.</summary>
    RestrictedDistribution,

    Proprietary,
}

/// <summary>Licence of an instrument. This library holds numbers of items, never their text.</summary>
/// <param name="Status">On what terms.</param>
/// <param name="MayShowText">True where a program may show the wording to a rater.</param>
/// <param name="Note">Who said so.</param>
/// <param name="Verified">True where the terms were read.</param>
public sealed record Licence(LicenceStatus Status, bool MayShowText, string? Note = null, bool Verified = true);
