using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Sessions;

/// <summary>The codes that a session may carry.</summary>
public static class SessionCodes
{
    /// <summary>Codes of medications: <c>ketamine</c>, <c>esketamine</c>, <c>midazolam</c> (as an active control) and whatever a clinic gives.</summary>
    public const string MedicationPattern = "^[a-z][a-z0-9-]{0,63}$";

    /// <summary>What a caller is told whose medication is no such code.</summary>
    public const string MedicationForm = "Give a code of small letters, digits and hyphens, e.g. ketamine.";

    /// <summary>Codes of protocols, which a clinic chooses.</summary>
    public const string ProtocolPattern = "^[A-Za-z0-9._-]{1,64}$";

    /// <summary>What a caller is told whose protocol is no such code.</summary>
    public const string ProtocolForm = "Give a code of letters, digits, dots, underscores and hyphens, up to 64 of them.";

    public static readonly string[] Indications =
    [
        "generalized-anxiety-disorder", "panic-disorder", "social-anxiety-disorder", "post-traumatic-stress-disorder",
        "treatment-resistant-depression", "obsessive-compulsive-disorder", "other",
    ];

    public static readonly string[] Routes =
        ["intravenous", "intramuscular", "subcutaneous", "intranasal", "sublingual", "oral"];

    /// <summary>The states that a session is listed by; one that was entered in error is in no list.</summary>
    public static readonly string[] Statuses =
        ["planned", "in-progress", "on-hold", "completed", "stopped", "cancelled"];
}

/// <summary>One of <see cref="SessionCodes.Indications"/>, or left out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IndicationAttribute() : CodesAttribute([null, .. SessionCodes.Indications]);

/// <summary>One of <see cref="SessionCodes.Routes"/>, or left out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RouteOfAdministrationAttribute() : CodesAttribute([null, .. SessionCodes.Routes]);
