using NodaTime;

namespace InfusionTracker.Domain.Instruments;

/// <summary>Which stretch of time a rating may be about.</summary>
public static class Recall
{
    /// <summary>Days that the form asks about; 0 is right now, null where no stretch is stated.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="version">Name of the form; null for the standard one.</param>
    public static int? RecallDaysOf(this Instrument instrument, string? version) =>
        version is not null && instrument.RecallDaysByVersion.TryGetValue(version, out var days) ? days : instrument.RecallDays;

    /// <summary>Judges a recall that a rater says they used. A day is 24 hours.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="recall">The stretch asked about; null where the form's own was used.</param>
    /// <param name="version">Name of the form; null for the standard one.</param>
    /// <returns>
    /// Null where it may be kept: none given, the form's own, or a shorter one of an instrument that allows it. A recall
    /// shorter than a form that has no such use (a 4-hour PHQ-9) would pass for evidence of onset and is none.
    /// </returns>
    public static ScoreRefusal? CheckRecall(this Instrument instrument, Duration? recall, string? version = null)
    {
        if (Scoring.CheckVersion(instrument, version).FirstOrDefault() is { } unknown)
        {
            return unknown;
        }

        if (recall is not { } given)
        {
            return null;
        }

        if (given <= Duration.Zero)
        {
            return new(ScoreRefusalReason.RecallNotPositive, null, "A recall period is longer than zero.");
        }

        var form = instrument.Versions.FirstOrDefault(v => v.Name == (version ?? instrument.StandardVersion));
        return instrument.RecallDaysOf(version) switch
        {
            null => new(ScoreRefusalReason.RecallNotStated, null,
                $"{instrument.Code} states no stretch of time; leave the recall period out."),
            0 => new(ScoreRefusalReason.RecallNotStated, null,
                $"{instrument.Code} asks about right now; leave the recall period out."),
            int days when given > Duration.FromDays(days) => new(ScoreRefusalReason.RecallTooLong, null,
                $"{form?.Name ?? instrument.Code} asks about {days} days at most (P{days}D)."),
            int days when given < Duration.FromDays(days) && !(form?.ShorterRecallAllowed ?? instrument.ShorterRecallAllowed) =>
                new(ScoreRefusalReason.RecallTooShort, null,
                    $"{form?.Name ?? instrument.Code} asks about {days} days (P{days}D); no form of it asks about less."),
            _ => null,
        };
    }
}
