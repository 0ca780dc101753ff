using System.Globalization;
using System.Text.RegularExpressions;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Api.Instruments;

/// <summary>Rules as the interface writes them: <c>percent-reduction>=40</c>, <c>absolute-reduction>=5</c>, <c>level&lt;=7</c>.</summary>
internal static partial class RuleText
{
    public static readonly IReadOnlyDictionary<string, RuleKind> Kinds = new Dictionary<string, RuleKind>
    {
        ["percent-reduction"] = RuleKind.PercentReduction,
        ["absolute-reduction"] = RuleKind.AbsoluteReduction,
        ["level"] = RuleKind.Level,
    };

    public static readonly IReadOnlyDictionary<string, Comparison> Ops = new Dictionary<string, Comparison>
    {
        ["<"] = Comparison.LessThan,
        ["<="] = Comparison.AtMost,
        [">="] = Comparison.AtLeast,
        [">"] = Comparison.MoreThan,
    };

    /// <summary>A rule in words of its own, which gets the id <c>query</c>, or the id of a published one of the instrument; null for anything else.</summary>
    public static Rule? Read(string text, Instrument instrument)
    {
        if (Written().Match(text) is { Success: true } match
            && decimal.TryParse(match.Groups["value"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return new Rule("query", 1, Kinds[match.Groups["kind"].Value], Ops[match.Groups["op"].Value], value, Source: null, Verified: false);
        }

        return new[] { instrument.Response, instrument.Remission, instrument.MeaningfulChange }
            .Concat(instrument.AlternativeRules)
            .FirstOrDefault(rule => rule?.Id == text);
    }

    [GeneratedRegex(@"^(?<kind>percent-reduction|absolute-reduction|level)(?<op><=|<|>=|>)(?<value>\d{1,6}(\.\d{1,12})?)$")]
    private static partial Regex Written();
}
