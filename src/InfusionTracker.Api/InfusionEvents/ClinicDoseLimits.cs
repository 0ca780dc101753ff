using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>The limits of doses that a clinic sets in place of the service's: by medication, then by route.</summary>
internal static partial class ClinicDoseLimits
{
    /// <summary>No limit is longer, so that every one can be told in a sentence.</summary>
    private const decimal Largest = 1_000_000m;

    /// <summary>Why a clinic cannot have these limits; null where it can.</summary>
    /// <param name="given">Limits by medication and route.</param>
    /// <param name="routes">The routes that a session may have.</param>
    /// <param name="pointer">JSON pointer of them within the body.</param>
    public static Problem? Refuse(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>> given, IReadOnlyCollection<string> routes, string pointer)
    {
        foreach (var (medication, byRoute) in given)
        {
            var place = JsonPointer.Of(pointer, medication);
            if (byRoute is null || byRoute.Any(route => route.Value is null))
            {
                return Problem.Malformed(place, "Give limits, not null; leave the medication or route out where the service's hold.");
            }

            if (!Medication().IsMatch(medication))
            {
                return Problem.Invalid(place, "Give a code of small letters, digits and hyphens, e.g. ketamine.");
            }

            foreach (var (route, limits) in byRoute)
            {
                if (!routes.Contains(route))
                {
                    return Problem.Invalid(JsonPointer.Of(place, route), $"Give one of {string.Join(", ", routes)}.");
                }

                if (Wrong(limits, limits.Over(DoseLimits.Of(medication, route))) is var (member, detail))
                {
                    return Problem.Invalid(JsonPointer.Of(place, route, member), detail);
                }
            }
        }

        return null;
    }

    /// <summary>The limits in force for a medication and route.</summary>
    /// <param name="set">What the clinic has set; null for nothing.</param>
    /// <param name="medication">Code of the medication.</param>
    /// <param name="route">Route of administration.</param>
    public static DoseLimits InForce(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? set, string medication, string route)
    {
        var house = DoseLimits.Of(medication, route);
        return Set(set, medication, route) is { } own && Wrong(own, own.Over(house)) is null ? own.Over(house) : house;
    }

    /// <summary>What the clinic has set for a medication and route; null for nothing.</summary>
    public static DoseLimits? Set(IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? set, string medication, string route) =>
        set?.GetValueOrDefault(medication)?.GetValueOrDefault(route);

    private static (string Member, string Detail)? Wrong(DoseLimits given, DoseLimits inForce)
    {
        (string Member, DoseLimit? Given, DoseLimit? InForce)[] limits =
        [
            ("rateMgPerKgPerHour", given.RateMgPerKgPerHour, inForce.RateMgPerKgPerHour),
            ("bolusMgPerKg", given.BolusMgPerKg, inForce.BolusMgPerKg),
            ("cumulativeMgPerKg", given.CumulativeMgPerKg, inForce.CumulativeMgPerKg),
            ("cumulativeMg", given.CumulativeMg, inForce.CumulativeMg),
            ("durationMinutes", given.DurationMinutes, inForce.DurationMinutes),
        ];
        foreach (var (member, own, whole) in limits)
        {
            if (own?.Critical is <= 0 or > Largest || own?.Plausible is <= 0 or > Largest)
            {
                return (member, "Give numbers above 0 and up to a million.");
            }

            if (whole?.Critical > whole?.Plausible)
            {
                return (member, "What is critical must be plausible, or the doses above are refused and never announced; set both together.");
            }
        }

        return null;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex Medication();
}
