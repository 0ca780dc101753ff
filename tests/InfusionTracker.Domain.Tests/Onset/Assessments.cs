using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using NodaTime;

namespace InfusionTracker.Domain.Tests.Onset;

/// <summary>Short words for scores in tests: spans count from <see cref="T0"/> and are ISO text, negative before it.</summary>
internal static class Assessments
{
    public static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);

    public static readonly Instrument Hama = new()
    {
        Code = "HAMA",
        Name = "Hamilton anxiety",
        TotalMin = 0,
        TotalMax = 56,
        RecallDays = 7,
        ShorterRecallAllowed = true,
        Response = Percent(50),
        Remission = Level(Comparison.AtMost, 7),
    };

    public static readonly Instrument Gad7 = new()
    {
        Code = "GAD7",
        Name = "GAD-7",
        TotalMin = 0,
        TotalMax = 21,
        RecallDays = 14,
        Response = Percent(50),
        Remission = Level(Comparison.LessThan, 5),
        MeaningfulChange = Points(4),
    };

    public static readonly Instrument Who5 = new()
    {
        Code = "WHO5",
        Name = "WHO-5",
        TotalMin = 0,
        TotalMax = 25,
        RecallDays = 14,
        Direction = Direction.HigherIsBetter,
        MeaningfulChange = Points(2.5m),
    };

    public static readonly Instrument Pswq = new()
    {
        Code = "PSWQ",
        Name = "Worry",
        TotalMin = 16,
        TotalMax = 80,
        RecallDays = null,
        IsTrait = true,
        Response = Percent(50),
    };

    public static readonly Instrument Cgii = new()
    {
        Code = "CGII",
        Name = "Improvement",
        TotalMin = 1,
        TotalMax = 7,
        RecallDays = null,
        Onset = OnsetUse.IsChange,
        Response = Level(Comparison.AtMost, 2),
    };

    public static readonly Instrument Moaas = new()
    {
        Code = "MOAAS",
        Name = "Alertness",
        TotalMin = 0,
        TotalMax = 5,
        RecallDays = 0,
        Direction = Direction.State,
        Onset = OnsetUse.ChangeOnly,
    };

    public static readonly Instrument Vas = new()
    {
        Code = "VASANX",
        Name = "Visual analogue",
        TotalMin = 0,
        TotalMax = 100,
        RecallDays = 0,
        Response = Percent(50),
    };

    /// <summary>28 days in UTC.</summary>
    public static readonly CourseGap Gap = new(Course.DefaultGap, DateTimeZone.Utc);

    private static int ids;

    public static Rule Percent(decimal value, Comparison op = Comparison.AtLeast) => new("query", 1, RuleKind.PercentReduction, op, value, null, false);

    public static Rule Points(decimal value) => new("query", 1, RuleKind.AbsoluteReduction, Comparison.AtLeast, value, null, false);

    public static Rule Level(Comparison op, decimal value) => new("query", 1, RuleKind.Level, op, value, null, false);

    public static Duration Span(string iso) =>
        IsoSpan.TryParse(iso, out var span) ? span.Value : throw new ArgumentException($"'{iso}' is no span.");

    /// <summary>A score, each recorded after the one made before it.</summary>
    public static ScorePoint At(string elapsed, decimal total, string? recall = null)
    {
        var id = Interlocked.Increment(ref ids);
        var sign = elapsed.StartsWith('-') ? -1 : 1;
        return new(
            new Guid(id, 0, 0, new byte[8]),
            1,
            T0 + (Span(elapsed.TrimStart('-')) * sign),
            T0 + Duration.FromDays(100) + Duration.FromSeconds(id),
            total,
            recall is null ? null : Span(recall));
    }

    public static Alignment Alone(Instant? previous = null, Instant? next = null) => new(T0, previous, next, T0, previous);

    public static SessionOnset OnsetOf(Instrument instrument, params ScorePoint[] scores) =>
        SessionOnset.Of(instrument, ScoreLine.Of(scores), Alone(), new());

    public static SessionOnset OnsetOf(Instrument instrument, OnsetOptions options, params ScorePoint[] scores) =>
        SessionOnset.Of(instrument, ScoreLine.Of(scores), Alone(), options);
}
