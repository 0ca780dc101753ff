using System.Text.Json;
using InfusionTracker.Domain.Instruments;

namespace InfusionTracker.Api.Instruments;

/// <summary>
/// What an instrument is: its items, its range, how a total is made of answers, what totals mean, and where each fact was
/// read. Answers are counted from 1. It holds numbers and codes of items, never their text.
/// </summary>
public sealed record CatalogueInstrument
{
    /// <summary>Code that scores name it by, e.g. <c>HAMA</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Other names in use, e.g. <c>HAM-A</c>.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Who rates: <c>self</c>, <c>clinician</c> or <c>self-or-clinician</c>.</summary>
    public required string Rater { get; init; }

    /// <summary>Questions of the form that count.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Numbers that each question asks for: 2 in the LSAS (fear, avoidance), else 1.</summary>
    public required int RatingsPerItem { get; init; }

    /// <summary>Numbers that a complete form has, trailing ones apart.</summary>
    public required int AnswerCount { get; init; }

    /// <summary>Answers that may follow those and never enter a total.</summary>
    public required int TrailingItems { get; init; }

    /// <summary>What every answer may be, both ends included, those in <see cref="ItemExceptions"/> apart.</summary>
    public required ItemRange ItemRange { get; init; }

    /// <summary>Ranges of the answers that differ, by answer number.</summary>
    public required IReadOnlyDictionary<int, ItemRange> ItemExceptions { get; init; }

    /// <summary>Codes among the answers that mean that the item was not assessed.</summary>
    public required IReadOnlyList<NotAssessedCode> NotAssessed { get; init; }

    /// <summary>Groups of answers of which the form asks for one only.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> EitherOf { get; init; }

    /// <summary>Questions that the form skips after a no.</summary>
    public required IReadOnlyList<SkipRule> Skips { get; init; }

    /// <summary>Levels of a triage, the highest first.</summary>
    public required IReadOnlyList<CatalogueTriageLevel> Triage { get; init; }

    /// <summary>The items of a longer instrument that this one consists of; null where it is one of its own.</summary>
    public required ItemsOf? ItemsOf { get; init; }

    /// <summary>Answers that are worth following on their own by <c>item=</c> of an onset or trajectory; any other may be followed as well.</summary>
    public required IReadOnlyList<FollowedItem> FollowedItems { get; init; }

    /// <summary>How a total comes about: <c>sum</c>, <c>sum-of-subscales</c>, <c>profile</c> or <c>triage</c>.</summary>
    public required string Scoring { get; init; }

    /// <summary>Answers that are turned round before they are added.</summary>
    public required IReadOnlyList<int> ReverseItems { get; init; }

    /// <summary>Parts with a value of their own.</summary>
    public required IReadOnlyList<CatalogueSubscale> Subscales { get; init; }

    /// <summary>From which answer on a symptom is present, and the provisional diagnosis made of the counts; null where none is made.</summary>
    public required SymptomRule? Symptoms { get; init; }

    /// <summary>The total in per cent is this times the total (WHO5: 4); null where no per cent is used.</summary>
    public required int? PercentFactor { get; init; }

    /// <summary>True where a total may have a fraction.</summary>
    public required bool FractionalTotal { get; init; }

    /// <summary>What becomes of a form with a missing answer: here always no total; a published rule is shown, not applied.</summary>
    public required MissingItemRule MissingItems { get; init; }

    /// <summary>False for a profile or a triage, which give no number for the whole; a bare total is then refused.</summary>
    public required bool HasTotal { get; init; }

    /// <summary>Lowest possible total, points; null where there is none.</summary>
    public required int? TotalMin { get; init; }

    /// <summary>Highest possible total, points; null where there is none.</summary>
    public required int? TotalMax { get; init; }

    /// <summary>What totals mean, as published; a score's band is read from the first set.</summary>
    public required IReadOnlyList<BandSet> BandSets { get; init; }

    /// <summary>Published cut-offs that are no bands.</summary>
    public required IReadOnlyList<PublishedRule> Cutoffs { get; init; }

    /// <summary>Answers that ask for somebody's attention whatever the total.</summary>
    public required IReadOnlyList<SafetyItem> SafetyItems { get; init; }

    /// <summary>Which way the total turns: <c>higher-is-worse</c>, <c>higher-is-better</c> or <c>state</c> (no better end).</summary>
    public required string Direction { get; init; }

    /// <summary>What onset figures it can give: <c>improvement</c>, <c>change-only</c>, <c>is-change</c> (no baseline is taken) or <c>none</c>.</summary>
    public required string Onset { get; init; }

    /// <summary>Days that the standard form asks about; 0 is right now, null where no stretch is stated.</summary>
    public required int? RecallDays { get; init; }

    /// <summary>Days that forms ask about which differ from the standard one, by form.</summary>
    public required IReadOnlyDictionary<string, int> RecallDaysByForm { get; init; }

    /// <summary>The stretch in the form's words, in short.</summary>
    public required string? RecallText { get; init; }

    /// <summary>What is known of ratings within hours of a dose.</summary>
    public required string? RecallNote { get; init; }

    /// <summary>True where a rater may ask about less than the form does (<c>recallPeriod</c>), unless a form says else.</summary>
    public required bool ShorterRecallAllowed { get; init; }

    /// <summary>True for a trait: without a recall stated, its scores always overlap the time before a dose.</summary>
    public required bool IsTrait { get; init; }

    /// <summary>Forms that exist; empty where there is one only.</summary>
    public required IReadOnlyList<CatalogueForm> Forms { get; init; }

    /// <summary>The form meant where none is given; null where the standard form has no name or none is the standard.</summary>
    public required string? StandardForm { get; init; }

    /// <summary>Null where no rule is published or customary: response is then null unless the query gives one.</summary>
    public required PublishedRule? Response { get; init; }

    /// <summary>Null where no rule is published or customary.</summary>
    public required PublishedRule? Remission { get; init; }

    /// <summary>The smallest change that matters to patients; null where none is known.</summary>
    public required PublishedRule? MeaningfulChange { get; init; }

    /// <summary>Published rules that differ from those above; a query names one by its id.</summary>
    public required IReadOnlyList<PublishedRule> AlternativeRules { get; init; }

    /// <summary>On what terms it may be used.</summary>
    public required CatalogueLicence Licence { get; init; }

    /// <summary>Its LOINC codes, as far as known.</summary>
    public required LoincCodes Loinc { get; init; }

    /// <summary>Where the facts were read.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What a reader of the scores should know besides.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The facts above that were not read in a source.</summary>
    public required IReadOnlyList<string> UnverifiedFields { get; init; }

    internal static CatalogueInstrument Of(Instrument instrument) => new()
    {
        Code = instrument.Code,
        Name = instrument.Name,
        Aliases = instrument.Aliases,
        Rater = Word(instrument.Rater),
        ItemCount = instrument.ItemCount,
        RatingsPerItem = instrument.RatingsPerItem,
        AnswerCount = instrument.AnswerCount,
        TrailingItems = instrument.TrailingItems,
        ItemRange = instrument.ItemRange,
        ItemExceptions = instrument.ItemExceptions,
        NotAssessed = instrument.NotAssessed,
        EitherOf = instrument.EitherOf,
        Skips = instrument.Skips,
        Triage = [.. instrument.Triage.Select(rule => new CatalogueTriageLevel(Word(rule.Level), rule.AnyOf))],
        ItemsOf = instrument.ItemsOf,
        FollowedItems = instrument.FollowedItems,
        Scoring = Word(instrument.Scoring),
        ReverseItems = instrument.ReverseItems,
        Subscales = [.. instrument.Subscales.Select(part => CatalogueSubscale.Of(instrument, part))],
        Symptoms = instrument.Symptoms,
        PercentFactor = instrument.PercentFactor,
        FractionalTotal = instrument.FractionalTotal,
        MissingItems = instrument.MissingItems,
        HasTotal = instrument.HasTotal,
        TotalMin = instrument.HasTotal ? instrument.TotalMin : null,
        TotalMax = instrument.HasTotal ? instrument.TotalMax : null,
        BandSets = instrument.BandSets,
        Cutoffs = [.. instrument.Cutoffs.Select(rule => PublishedRule.Of(rule)!)],
        SafetyItems = instrument.SafetyItems,
        Direction = Word(instrument.Direction),
        Onset = Word(instrument.Onset),
        RecallDays = instrument.RecallDays,
        RecallDaysByForm = instrument.RecallDaysByVersion,
        RecallText = instrument.RecallText,
        RecallNote = instrument.RecallNote,
        ShorterRecallAllowed = instrument.ShorterRecallAllowed,
        IsTrait = instrument.IsTrait,
        Forms = [.. instrument.Versions.Select(form => new CatalogueForm(form.Name, form.Note, form.Rater is { } rater ? Word(rater) : null, form.ShorterRecallAllowed))],
        StandardForm = instrument.StandardVersion,
        Response = PublishedRule.Of(instrument.Response),
        Remission = PublishedRule.Of(instrument.Remission),
        MeaningfulChange = PublishedRule.Of(instrument.MeaningfulChange),
        AlternativeRules = [.. instrument.AlternativeRules.Select(rule => PublishedRule.Of(rule)!)],
        Licence = new CatalogueLicence(Word(instrument.Licence.Status), instrument.Licence.MayShowText, instrument.Licence.Note, instrument.Licence.Verified),
        Loinc = instrument.Loinc,
        Sources = instrument.Sources,
        Notes = instrument.Notes,
        UnverifiedFields = instrument.UnverifiedFields,
    };

    /// <summary><c>HigherIsWorse</c> as <c>higher-is-worse</c>.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum
        => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

/// <summary>A form of an instrument.</summary>
/// <param name="Name">Name that a score gives as <c>form</c>.</param>
/// <param name="Note">How it differs.</param>
/// <param name="Rater">Who rates it, where that differs from the instrument.</param>
/// <param name="ShorterRecallAllowed">Whether less than its recall may be asked about, where that differs from the instrument.</param>
public sealed record CatalogueForm(string Name, string Note, string? Rater, bool? ShorterRecallAllowed);

/// <summary>A part of an instrument with a value of its own.</summary>
/// <param name="Code">Name within the instrument.</param>
/// <param name="Answers">Answer numbers from 1.</param>
/// <param name="Aggregate">How the value is made: <c>sum</c>, <c>max</c> or <c>mean-of-answered</c>.</param>
/// <param name="Min">Lowest value.</param>
/// <param name="Max">Highest value.</param>
/// <param name="Verified">True where the composition was read in a source.</param>
public sealed record CatalogueSubscale(string Code, IReadOnlyList<int> Answers, string Aggregate, decimal Min, decimal Max, bool Verified)
{
    internal static CatalogueSubscale Of(Instrument instrument, Subscale part)
    {
        var (min, max) = instrument.RangeOf(part);
        return new(part.Code, part.Answers, CatalogueInstrument.Word(part.Aggregate), min, max, part.Verified);
    }
}

/// <summary>A level of a triage.</summary>
/// <param name="Level"><c>low</c>, <c>moderate</c> or <c>high</c>.</param>
/// <param name="AnyOf">Answer numbers of which any yes reaches it.</param>
public sealed record CatalogueTriageLevel(string Level, IReadOnlyList<int> AnyOf);

/// <summary>On what terms an instrument may be used.</summary>
/// <param name="Status">E.g. <c>public-domain</c>, <c>proprietary</c>.</param>
/// <param name="MayShowText">True where a program may show the wording to a rater.</param>
/// <param name="Note">Who said so.</param>
/// <param name="Verified">True where the terms were read.</param>
public sealed record CatalogueLicence(string Status, bool MayShowText, string? Note, bool Verified);
