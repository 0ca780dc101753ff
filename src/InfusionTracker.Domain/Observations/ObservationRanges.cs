using System.Collections.Frozen;

namespace InfusionTracker.Domain.Observations;

/// <summary>What a clinic sets for one code in place of the catalogue's.</summary>
/// <param name="Plausible">Values that are kept; null where the catalogue's holds.</param>
/// <param name="Critical">Limits that are announced, none where both are null; null where the catalogue's hold.</param>
public sealed record RangeOverride(PlausibleRange? Plausible, CriticalLimits? Critical);

/// <summary>Why ranges are refused.</summary>
public enum RangeRefusalReason
{
    UnknownCode,

    /// <summary>A panel has no values, so no ranges; its components have.</summary>
    Panel,

    /// <summary>The values of a scale are its levels.</summary>
    LevelsAreFixed,

    /// <summary>Both ends are open, so that no slip of the hand would be refused.</summary>
    BothEndsOpen,

    /// <summary>The low end is above the high one, or the critical limits meet, so that every value would be critical.</summary>
    LowNotBelowHigh,

    /// <summary>A critical limit lies outside of the plausible range, so that it would never be reached.</summary>
    CriticalNotPlausible,
}

/// <summary>The member of a code's ranges that a refusal is about.</summary>
public enum RangeMember
{
    /// <summary>The code itself.</summary>
    Code,
    Plausible,
    Critical,
}

/// <summary>One thing that is wrong with ranges.</summary>
/// <param name="Code">The code, as it came.</param>
/// <param name="Member">The member concerned.</param>
/// <param name="Reason">What.</param>
/// <param name="Message">A sentence that says what is right.</param>
public sealed record RangeRefusal(string Code, RangeMember Member, RangeRefusalReason Reason, string Message);

/// <summary>
/// The plausible ranges and critical limits in force in a clinic: the catalogue's, but where the clinic has set its own.
/// </summary>
public sealed class ObservationRanges
{
    /// <summary>The catalogue's, for a clinic that has set none.</summary>
    public static readonly ObservationRanges Default = new([]);

    private readonly FrozenDictionary<string, RangeOverride> overrides;

    private ObservationRanges(IEnumerable<KeyValuePair<string, RangeOverride>> overrides) =>
        this.overrides = overrides.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the clinic has set, by the catalogue's own code.</summary>
    public IReadOnlyDictionary<string, RangeOverride> Overrides => overrides;

    /// <summary>Judges what a clinic wants to set.</summary>
    /// <param name="overrides">By code of the catalogue (not a second coding), in the canonical unit of each.</param>
    /// <returns>The ranges in force with them, or everything that is wrong with them; the other is null or empty.</returns>
    public static (ObservationRanges? Ranges, IReadOnlyList<RangeRefusal> Refusals) Of(
        IReadOnlyDictionary<string, RangeOverride> overrides)
    {
        RangeRefusal[] refusals = [.. overrides.SelectMany(o => Refuse(o.Key, o.Value))];
        return refusals.Length > 0 ? (null, refusals) : (new(overrides), []);
    }

    /// <summary>Values of a code that are kept; null for a panel.</summary>
    public PlausibleRange? PlausibleOf(ObservationCode code) => overrides.GetValueOrDefault(code.Code)?.Plausible ?? code.Plausible;

    /// <summary>Limits of a code that are announced; null, or both null within, where there are none.</summary>
    public CriticalLimits? CriticalOf(ObservationCode code) => overrides.GetValueOrDefault(code.Code)?.Critical ?? code.Critical;

    private static IEnumerable<RangeRefusal> Refuse(string given, RangeOverride set)
    {
        if (ObservationCatalogue.Find(given) is not { } code || code.Code != given)
        {
            return [new(given, RangeMember.Code, RangeRefusalReason.UnknownCode,
                "The catalogue of observations has no such code.")];
        }

        if (code.IsPanel)
        {
            return [new(given, RangeMember.Code, RangeRefusalReason.Panel,
                $"{code.Display} ({code.Code}) has no value; set the ranges of {string.Join(" and ", code.Components)}.")];
        }

        return RefuseRanges(code, set);
    }

    private static IEnumerable<RangeRefusal> RefuseRanges(ObservationCode code, RangeOverride set)
    {
        RangeRefusal Refusal(RangeMember member, RangeRefusalReason reason, string message) =>
            new(code.Code, member, reason, $"{code.Display} ({code.Code}): {message}");

        if (set.Plausible is { } range)
        {
            if (code.IsScale)
            {
                yield return Refusal(RangeMember.Plausible, RangeRefusalReason.LevelsAreFixed, "the values of a scale are its levels; leave its plausible range out.");
                yield break;
            }

            if (range is { Min: null, Max: null })
            {
                yield return Refusal(RangeMember.Plausible, RangeRefusalReason.BothEndsOpen, "give at least one end, or no slip of the hand is ever refused.");
                yield break;
            }

            if (range.Min > range.Max)
            {
                yield return Refusal(RangeMember.Plausible, RangeRefusalReason.LowNotBelowHigh, "the lowest value must not be above the highest.");
                yield break;
            }
        }

        if (set.Critical is { } limits && limits.Low >= limits.High)
        {
            yield return Refusal(RangeMember.Critical, RangeRefusalReason.LowNotBelowHigh, "the low limit must be below the high one, or every value is critical.");
            yield break;
        }

        // Also where only one of the two is set: a narrower range must not hide the catalogue's limits.
        var plausible = set.Plausible ?? code.Plausible!;
        var critical = set.Critical ?? code.Critical;
        if ((critical?.Low is { } low && !plausible.Contains(low)) || (critical?.High is { } high && !plausible.Contains(high)))
        {
            yield return Refusal(
                set.Critical is null ? RangeMember.Plausible : RangeMember.Critical,
                RangeRefusalReason.CriticalNotPlausible,
                "a critical limit must be plausible, or the values beyond it are refused and never announced; set both together.");
        }
    }
}
