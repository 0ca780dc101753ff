using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Scores;
using InfusionTracker.Domain;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using Npgsql;

namespace InfusionTracker.Api.Onset;

/// <summary>What is followed: the total of an instrument, or one of its items.</summary>
/// <param name="Scale">The instrument; cut down to the item where one is followed.</param>
/// <param name="Item">Null where it is the total.</param>
/// <param name="Prorates">True where an incomplete form counts with a total by the instrument's published rule.</param>
internal sealed record OnsetSubject(Instrument Scale, OnsetItem? Item, bool Prorates)
{
    private static readonly string[] OfTotal = ["complete"];

    private static readonly string[] OfItem = ["complete", "item"];

    private static readonly string[] Prorated = ["prorated"];

    /// <summary>The flags of the .sql.</summary>
    public ReadOnlySpan<string> Flags => Prorates ? Prorated : Item is null ? OfTotal : OfItem;

    /// <summary>Reads a score by the columns that these flags ask for.</summary>
    public Func<NpgsqlDataReader, Scored> Read => Prorates ? Scored.ReadWithAnswers : Scored.Read;

    /// <summary>What an answer rests on beside the onset of a session.</summary>
    public IEnumerable<Definition> Definitions => Prorates ? [OnsetRules.Prorated] : Item is null ? [] : [OnsetRules.ItemFollowed];

    /// <summary>The total, or the item of this number; refused where the instrument has no such item, or no rule to prorate by.</summary>
    public static OnsetSubject Of(Instrument instrument, int? item, string? prorate)
    {
        var prorates = ScoreProration.IsAsked(prorate);
        return prorates && !instrument.MissingItems.Prorates ? throw new ProblemException(Problem.BadParameter(
                "prorate", $"No rule was published by which an incomplete {instrument.Code} has a total. Leave prorate out."))
            : prorates && item is not null ? throw new ProblemException(Problem.BadParameter("prorate", "Give item or prorate, not both: an item needs no total."))
            : Of(instrument, item) with { Prorates = prorates };
    }

    private static OnsetSubject Of(Instrument instrument, int? item) =>
        item is not { } number ? new(instrument, null, Prorates: false)
        : instrument.Following(number) is { } scale ? new(scale, OnsetItem.Of(instrument, number), Prorates: false)
        : throw new ProblemException(Problem.BadParameter("item", $"Give the number of an answer of {instrument.Code}, from 1 to {instrument.AnswerCount}."));

    /// <summary>The complete scores with a value of what is followed.</summary>
    public List<ScorePoint> PointsOf(IEnumerable<Scored> scored) =>
        [.. from score in scored let value = ValueOf(score) where value is not null select score.Point(value.Value)];

    /// <summary>How many complete scores hold no rating of the item; null where the total is followed.</summary>
    public int? WithoutItem(IEnumerable<Scored> scored) =>
        Item is null ? null : scored.Count(score => score.Total is not null && ValueOf(score) is null);

    /// <summary>True of a score that has no value of what is followed because an answer is missing.</summary>
    public bool IsIncomplete(Scored score) => score.Total is null && ValueOf(score) is null;

    private decimal? ValueOf(Scored score) =>
        Item is null || score.Total is null ? score.Total ?? (Prorates && score.Answers is { } answers ? Scale.Prorate(answers)?.Total.ToDecimal() : null)
        : score.Answer is { } answer ? Scale.RatingOf(Item.Number, answer)
        : null;
}

/// <summary>One item of an instrument that is followed instead of the total.</summary>
/// <param name="Number">Its answer number, from 1.</param>
/// <param name="Topic">What it asks about (<c>nightmares</c>, <c>flashbacks</c>), where the catalogue names that; null elsewhere.</param>
/// <param name="Min">Lowest rating.</param>
/// <param name="Max">Highest rating.</param>
/// <param name="IsReversed">True where the answer is turned round, as it is for the total: ratings are minimum + maximum - answer.</param>
public sealed record OnsetItem(int Number, string? Topic, int Min, int Max, bool IsReversed)
{
    internal static OnsetItem Of(Instrument instrument, int number)
    {
        var range = instrument.RangeOf(number);
        return new(
            number,
            instrument.FollowedItems.FirstOrDefault(followed => followed.Item == number)?.Topic,
            range.Min,
            range.Max,
            instrument.ReverseItems.Contains(number));
    }
}
