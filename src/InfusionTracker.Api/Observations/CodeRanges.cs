using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;

namespace InfusionTracker.Api.Observations;

/// <summary>What a clinic sets for one code, in the code's own unit; what is left out is the catalogue's.</summary>
public sealed record CodeRanges
{
    /// <summary>The lowest and the highest value that is kept, both included; one of the two may be null, which leaves that end open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<decimal?>? Plausible { get; init; }

    /// <summary>A value at the first or below, or at the second or above, is critical; null for a side that has no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<decimal?>? Critical { get; init; }

    /// <summary>Why a clinic cannot have these ranges; null where it can.</summary>
    /// <param name="given">Ranges by code.</param>
    /// <param name="pointer">JSON pointer of them within the body.</param>
    internal static Problem? Refuse(IReadOnlyDictionary<string, CodeRanges> given, string pointer)
    {
        if (given.FirstOrDefault(g => g.Value is null) is { Key: { } missing })
        {
            return Problem.Malformed(JsonPointer.Of(pointer, missing), "Give ranges, not null; leave the code out where the catalogue's hold.");
        }

        ProblemError[] errors =
        [
            .. from g in given
               from member in new[] { (Name: "plausible", Ends: g.Value.Plausible), (Name: "critical", Ends: g.Value.Critical) }
               where member.Ends is { Count: not 2 }
               select new ProblemError(JsonPointer.Of(pointer, g.Key, member.Name), null, "Give two numbers, low and high; null for one that is open."),
        ];
        if (errors.Length == 0)
        {
            errors =
            [
                .. ObservationRanges.Of(Overrides(given)).Refusals.Select(r => new ProblemError(
                    JsonPointer.Of(pointer, r.Code) + (r.Member switch { RangeMember.Plausible => "/plausible", RangeMember.Critical => "/critical", _ => "" }), null, r.Message)),
            ];
        }

        return errors.Length == 0 ? null : Problem.Invalid("These ranges cannot be set; errors says why.", errors);
    }

    /// <summary>The ranges in force with what a clinic has set.</summary>
    /// <param name="set">Ranges by code as they were accepted; null for none.</param>
    internal static ObservationRanges InForce(IReadOnlyDictionary<string, CodeRanges>? set)
    {
        if (set is null)
        {
            return ObservationRanges.Default;
        }

        var overrides = Overrides(set);
        var (ranges, refusals) = ObservationRanges.Of(overrides);

        // What an earlier catalogue accepted and this one cannot is as if it had not been set; the rest holds.
        return ranges ?? ObservationRanges.Of(overrides.Where(o => refusals.All(r => r.Code != o.Key)).ToDictionary()).Ranges!;
    }

    private static Dictionary<string, RangeOverride> Overrides(IReadOnlyDictionary<string, CodeRanges> set) => set.ToDictionary(
        s => s.Key,
        s => new RangeOverride(
            s.Value.Plausible is { } plausible ? new(plausible[0], plausible[1]) : null,
            s.Value.Critical is { } critical ? new(critical[0], critical[1]) : null));
}
