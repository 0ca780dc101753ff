using InfusionTracker.Domain.Instruments;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

/// <summary>Forms written as digits, one an answer, - where it is missing; spaces are for the eye.</summary>
internal static class Forms
{
    public static Instrument Instrument(string code) =>
        InstrumentCatalogue.Find(code) ?? throw new ArgumentException($"No instrument {code}.");

    public static int?[] Answers(string digits) =>
        [.. digits.Where(c => c != ' ').Select(c => c == '-' ? (int?)null : c - '0')];

    public static ScoreOutcome.Scored Score(string code, string digits, string? version = null) =>
        Assert.IsType<ScoreOutcome.Scored>(Instrument(code).Score(Answers(digits), version));

    public static IReadOnlyList<ScoreRefusal> Refusals(string code, string digits, string? version = null) =>
        Refusals(Instrument(code).Score(Answers(digits), version));

    public static IReadOnlyList<ScoreRefusal> Refusals(ScoreOutcome outcome) =>
        Assert.IsType<ScoreOutcome.Refused>(outcome).Reasons;

    /// <summary>Asserts the total and its band of a complete form, and that the total alone has the same band.</summary>
    public static void Table(string code, string digits, int total, string? band)
    {
        var scored = Score(code, digits);
        Assert.True(scored.Complete);
        Assert.Equal(total, scored.Total);
        Assert.Equal(band, scored.Band?.Label);
        var alone = Assert.IsType<ScoreOutcome.Scored>(Instrument(code).CheckTotal(total));
        Assert.Equal(band, alone.Band?.Label);
    }

    public static decimal? Subscale(ScoreOutcome.Scored scored, string code) =>
        scored.Subscales.Single(s => s.Code == code).Value;
}
