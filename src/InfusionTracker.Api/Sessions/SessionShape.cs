using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;

namespace InfusionTracker.Api.Sessions;

/// <summary>What a session's plan must be, whether new or changed.</summary>
internal static class SessionShape
{
    /// <summary>No infusion is planned for longer.</summary>
    private static readonly Duration LongestInfusion = Duration.FromDays(1);

    /// <summary>Five years, the longest with a leap day or two.</summary>
    private static readonly Duration FurthestPlan = Duration.FromDays((5 * 365) + 2);

    public static Problem? Refuse(Duration? plannedDuration, Instant? scheduledAt, decimal? weightKg, Confirmation? confirmed, IClock clock)
    {
        if (BodyWeight.Fault(weightKg, confirmed is not null) is { } fault)
        {
            return Problem.Invalid("/weightKg", fault);
        }

        if (plannedDuration <= Duration.Zero || plannedDuration > LongestInfusion)
        {
            return Problem.Invalid("/plannedDuration", "Give a duration above PT0S and up to P1D.");
        }

        return scheduledAt > clock.GetCurrentInstant() + FurthestPlan
            ? Problem.Invalid("/scheduledAt", "Give a time up to five years from now.")
            : null;
    }
}
