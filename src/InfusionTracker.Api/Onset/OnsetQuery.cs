using System.Globalization;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Instruments;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Api.Onset;

/// <summary>The choices of an onset figure; what is left out is as the catalogue has it and the clinic has set it.</summary>
public sealed partial record OnsetQuery
{
    /// <summary>Code of the instrument, e.g. <c>HAMA</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary>
    /// <c>last-pre-dose</c> (the last after the earlier infusion and within the look-back), <c>screening</c> (the first
    /// before the course) or <c>mean-pre-dose</c> (the mean of all within the look-back).
    /// </summary>
    public string? Baseline { get; init; }

    /// <summary>How old a baseline may be, end included, e.g. <c>P14D</c> (days of the clinic's calendar) or <c>PT24H</c> (24 hours); without it as the clinic has set it.</summary>
    public CalendarSpanParameter? LookBack { get; init; }

    /// <summary>Nominal times with tolerance, e.g. <c>PT40M±PT10M, PT2H±PT30M</c> (or <c>+-</c> for ±); they may touch, not overlap.</summary>
    public string? Windows { get; init; }

    /// <summary>How long a first event must hold to be sustained, e.g. <c>P1D</c>; without it, at the next eligible point.</summary>
    public SpanParameter? SustainedFor { get; init; }

    /// <summary>The lowest baseline total from which response and remission are judged.</summary>
    public decimal? MinBaseline { get; init; }

    /// <summary>How much of a recall may reach before the dose: a fraction (<c>1/7</c>) or number from 0 (strict) to below 1.</summary>
    public string? RecallTolerance { get; init; }

    /// <summary>True to take scores whose recall overlaps the time before the dose as evidence all the same.</summary>
    public bool? IncludeRecallOverlap { get; init; }

    /// <summary>True to take scores of another form than the baseline's as evidence.</summary>
    public bool? IncludeVersionDiffers { get; init; }

    /// <summary>
    /// Rule of response instead of the catalogue's: kind, operator and value (<c>percent-reduction>=40</c>,
    /// <c>absolute-reduction>=5</c>, <c>level&lt;=7</c>), or the id of another published rule of the instrument.
    /// </summary>
    public string? Response { get; init; }

    /// <summary>Rule of remission instead of the catalogue's, written as for <c>response</c>.</summary>
    public string? Remission { get; init; }

    /// <summary>Rule of meaningful change instead of the catalogue's, written as for <c>response</c>.</summary>
    public string? MeaningfulChange { get; init; }

    /// <summary>The instrument that is asked for; refused where it is none of the catalogue, or has no onset.</summary>
    internal Instrument FindInstrument() => InstrumentCatalogue.Find(Instrument) switch
    {
        null => throw Refused("instrument", "Give the code of one instrument; GET /v1/instruments lists them."),
        { Onset: OnsetUse.None } => throw Refused("instrument", "This instrument is a profile or a triage, which change and response are not defined of."),
        var instrument => instrument,
    };

    /// <summary>The choices of the query, to be laid over what the clinic has set.</summary>
    /// <exception cref="ProblemException">400 with the parameter that cannot be read.</exception>
    internal Func<OnsetOptions, OnsetOptions> Over(Instrument instrument)
    {
        var baseline = ReadBaseline();
        var lookBack = LookBack is { Value: var asked } ? asked.Length < Duration.Zero ? throw Negative("lookBack") : asked : (CalendarSpan?)null;
        var windows = ReadWindows();
        var sustainedFor = Span("sustainedFor", SustainedFor);
        var tolerance = ReadTolerance();
        var response = ReadRule("response", Response, instrument);
        var remission = ReadRule("remission", Remission, instrument);
        var meaningfulChange = ReadRule("meaningfulChange", MeaningfulChange, instrument);
        return settings => settings with
        {
            BaselineRule = baseline,
            LookBack = lookBack ?? settings.LookBack,
            RightNowLookBack = lookBack ?? settings.RightNowLookBack,
            ScreeningLookBack = lookBack ?? settings.ScreeningLookBack,
            Windows = windows ?? settings.Windows,
            SustainedFor = sustainedFor,
            MinBaseline = MinBaseline,
            RecallTolerance = tolerance ?? settings.RecallTolerance,
            IncludeRecallOverlap = IncludeRecallOverlap ?? false,
            IncludeVersionDiffers = IncludeVersionDiffers ?? false,
            Response = response,
            Remission = remission,
            MeaningfulChange = meaningfulChange,
        };
    }

    private BaselineRule ReadBaseline() => Baseline switch
    {
        null => BaselineRule.LastPreDose,
        var given when Enum.GetValues<BaselineRule>().Where(rule => rule.Code() == given).ToArray() is [var rule] => rule,
        _ => throw Refused("baseline", "Give last-pre-dose, screening or mean-pre-dose."),
    };

    private WindowList? ReadWindows() =>
        Windows is null ? null
        : WindowList.TryParse(BlankForPlus().Replace(Windows, "+-"), out var windows, out var refusal) ? windows
        : throw Refused("windows", refusal);

    private Rational? ReadTolerance()
    {
        if (RecallTolerance is null)
        {
            return null;
        }

        Rational? read = RecallTolerance.Split('/') switch
        {
            [var text] when Number(text) is { } number => number,
            [var above, var below] when Number(above) is { } numerator && Number(below) is { } denominator and not 0 => (Rational)numerator / denominator,
            _ => null,
        };
        return read is { } tolerance && tolerance >= 0 && tolerance < 1
            ? tolerance
            : throw Refused("recallTolerance", "Give a fraction or a number from 0 to below 1, e.g. 1/7.");
    }

    private static decimal? Number(string text) =>
        text.Length <= 20 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Duration? Span(string name, SpanParameter? span) =>
        span?.Value < Duration.Zero ? throw Negative(name) : span?.Value;

    private static ProblemException Negative(string name) => Refused(name, "Give a span that is not negative, e.g. P1D.");

    private static Rule? ReadRule(string name, string? text, Instrument instrument) =>
        text is null ? null : RuleText.Read(text, instrument)
            ?? throw Refused(name, "Give a rule such as percent-reduction>=50, absolute-reduction>=5 or level<=7, or the id of a rule of the instrument.");

    private static ProblemException Refused(string parameter, string detail) => new(Problem.BadParameter(parameter, detail));

    /// <summary>In a query, + may have been read as a blank.</summary>
    [GeneratedRegex(" -(?=P)")]
    private static partial Regex BlankForPlus();
}
