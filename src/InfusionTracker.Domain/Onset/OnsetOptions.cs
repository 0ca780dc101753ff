using System.Collections.Immutable;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>The choices behind an onset figure: a clinic's settings, overridden by the query. Answers name them.</summary>
public sealed record OnsetOptions
{
    public BaselineRule BaselineRule { get; init; } = BaselineRule.LastPreDose;

    /// <summary>How old a baseline may be, end included.</summary>
    public CalendarSpan LookBack { get; init; } = CalendarSpan.OfDays(14);

    /// <summary>The same for instruments that ask about right now.</summary>
    public CalendarSpan RightNowLookBack { get; init; } = CalendarSpan.OfDays(1);

    /// <summary>How long before a course's first t0 a screening may be, end included.</summary>
    public CalendarSpan ScreeningLookBack { get; init; } = CalendarSpan.OfDays(90);

    /// <summary>The clinic's zone, by whose calendar days are counted back.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>
    /// How much of the recall may reach before the dose: at least 0 (strict), below 1. With a seventh an ordinary visit at
    /// 6 d 23 h, or a month form at day 28, counts.
    /// </summary>
    public Rational RecallTolerance { get; init; } = new(1, 7);

    /// <summary>Takes overlapping scores as evidence all the same; the answer has to say so.</summary>
    public bool IncludeRecallOverlap { get; init; }

    /// <summary>Takes scores of another form version or rater than the baseline's.</summary>
    public bool IncludeVersionDiffers { get; init; }

    public WindowList Windows { get; init; } = WindowList.Default;

    /// <summary>Instead of the catalogue's rule of response.</summary>
    public Rule? Response { get; init; }

    /// <summary>Instead of the catalogue's rule of remission.</summary>
    public Rule? Remission { get; init; }

    /// <summary>Instead of the catalogue's rule of meaningful change.</summary>
    public Rule? MeaningfulChange { get; init; }

    /// <summary>The lowest baseline total from which response and remission are judged; null takes any.</summary>
    public decimal? MinBaseline { get; init; }

    /// <summary>How long a first event must hold to be called sustained; null asks the next eligible point.</summary>
    public Duration? SustainedFor { get; init; }
}

/// <summary>A definition that a figure rests on; answers name it, so that the figure can be reproduced years later.</summary>
public sealed record Definition(string Id, int Version);

/// <summary>The rules that hold for one answer: the catalogue's, unless the query gave its own.</summary>
/// <param name="Response">Null where neither has one: response is then null.</param>
/// <param name="Remission">Null where neither has one.</param>
/// <param name="MeaningfulChange">Null where neither has one.</param>
public sealed record OnsetRules(Rule? Response, Rule? Remission, Rule? MeaningfulChange)
{
    /// <summary>Stands among the definitions where one item was followed instead of the total.</summary>
    public static readonly Definition ItemFollowed = new("item-followed", 1);

    /// <summary>Stands among the definitions where incomplete forms count with a total by the instrument's published rule.</summary>
    public static readonly Definition Prorated = new("prorated-published", 1);

    public static OnsetRules Of(Instrument instrument, OnsetOptions options) => new(
        options.Response ?? instrument.Response,
        options.Remission ?? instrument.Remission,
        options.MeaningfulChange ?? instrument.MeaningfulChange);

    /// <summary>The definitions of this library that an answer rests on, beside its rules.</summary>
    public static ImmutableArray<Definition> Definitions(OnsetOptions options) =>
    [
        new("alignment", 2), new($"baseline-{options.BaselineRule.Code()}", 2), new("recall-overlap", 1),
        new("windows-nearest", 1), new("figures", 1),
        new(options.SustainedFor is null ? "sustained-next-point" : "sustained-for", 1), new("loss-of-response", 1),
    ];
}
