namespace InfusionTracker.Domain.Instruments;

/// <summary>Who rates.</summary>
public enum Rater
{
    /// <summary>The patient.</summary>
    Self,

    Clinician,

    /// <summary>Forms for both exist; which one it was belongs to the score.</summary>
    SelfOrClinician,
}

/// <summary>What an answer may be.</summary>
/// <param name="Min">Lowest answer, itself included.</param>
/// <param name="Max">Highest answer, itself included.</param>
public readonly record struct ItemRange(int Min, int Max)
{
    public bool Contains(int answer) => answer >= Min && answer <= Max;
}

/// <summary>A code that stands for "not assessed" and is no number to add.</summary>
/// <param name="Item">Answer number from 1; null where it holds for every item.</param>
/// <param name="Value">The code.</param>
/// <param name="TotalWithoutIt">
/// True where the published total simply leaves the item out (HAM-D 16); false where the item then counts as missing, since
/// a total without it could not be compared (CGI, BPRS).
/// </param>
public sealed record NotAssessedCode(int? Item, int Value, bool TotalWithoutIt);

/// <summary>Names the items of a longer instrument that a short form took over, in the short form's order.</summary>
/// <param name="Instrument">Code of the longer instrument, which the catalogue need not hold.</param>
/// <param name="Items">Item numbers there.</param>
public sealed record ItemsOf(string Instrument, IReadOnlyList<int> Items);

/// <summary>An answer that asks for somebody's attention whatever the total.</summary>
/// <param name="Item">Answer number from 1.</param>
/// <param name="AtLeast">Answers from this one on raise the flag.</param>
/// <param name="Flag">What the flag says, e.g. <c>suicide-risk</c>.</param>
/// <param name="Source">Where the rule was read; null where it is from memory.</param>
/// <param name="Verified">True where the rule was read in its source.</param>
public sealed record SafetyItem(int Item, int AtLeast, string Flag, string? Source, bool Verified = true)
{
    /// <summary>The flag for thoughts of suicide, of whatever instrument.</summary>
    public const string SuicideRisk = "suicide-risk";

    /// <summary>
    /// The flag where a total is all that is known, of an answer that adds to it by itself: raised where the highest answers to
    /// everything else fall short of the total, none where the lowest leave nothing for it, else not to be excluded.
    /// </summary>
    internal SafetyFlag? Of(Instrument instrument, decimal total)
    {
        var range = instrument.RangeOf(Item);
        return total - (instrument.TotalMax - range.Max) >= AtLeast ? new(Flag, Item, null)
            : total - (instrument.TotalMin - range.Min) >= AtLeast ? new(Flag, Item, null, FlagState.CannotBeExcluded)
            : null;
    }
}

/// <summary>An answer that is worth following on its own, beside the total. Any other may be followed as well.</summary>
/// <param name="Item">Answer number from 1.</param>
/// <param name="Topic">What it asks about, in a word of ours; never the form's own.</param>
/// <param name="Source">Where its number was read; null where it is from memory.</param>
/// <param name="Verified">True where the number was read in its source.</param>
public sealed record FollowedItem(int Item, string Topic, string? Source, bool Verified = true);

/// <summary>
/// What becomes of a form with a missing answer: no total (an average in place of an answer would be invented), unless a published rule is
/// asked for.
/// </summary>
/// <param name="Published">A rule that was published for this instrument, shown; applied where it prorates and that is asked for.</param>
/// <param name="Verified">True where <paramref name="Published"/> was read in its source.</param>
/// <param name="Prorates">True where it makes a total of the items answered: their mean, times all. It is done where that is asked for.</param>
public sealed record MissingItemRule(string? Published = null, bool Verified = false, bool Prorates = false);
