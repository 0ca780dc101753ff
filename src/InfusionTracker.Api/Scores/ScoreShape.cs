using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Api.Scores;

/// <summary>What a score must be, whether new or corrected.</summary>
internal static class ScoreShape
{
    /// <summary>Judges the content of a score.</summary>
    /// <returns>What it comes to, or every reason for refusing, with pointers.</returns>
    public static (ScoreOutcome.Scored? Scored, Problem? Refusal) Judge(
        Instrument instrument, string? form, IReadOnlyList<int?>? answers, decimal? total, Duration? recallPeriod)
    {
        if (answers is not null && total is not null)
        {
            return (null, Problem.Invalid("/total", "Give the answers or, where they are not held, the total; not both."));
        }

        if (answers is null && total is null)
        {
            return (null, Problem.Malformed("/answers", "Give the answers or, where they are not held, the total."));
        }

        var outcome = answers is not null ? instrument.Score(answers, form) : instrument.CheckTotal(total!.Value, form);
        List<ScoreRefusal> refusals = [.. outcome is ScoreOutcome.Refused refused ? refused.Reasons : []];
        if (instrument.CheckRecall(recallPeriod, form) is { Reason: not ScoreRefusalReason.UnknownVersion } recall)
        {
            refusals.Add(recall);
        }

        return refusals.Count == 0
            ? ((ScoreOutcome.Scored)outcome, null)
            : (null, Problem.Invalid(
                "The score is not one that this instrument can give.",
                [.. refusals.Select(refusal => new ProblemError(Pointer(refusal), null, refusal.Message))]));
    }

    /// <summary>Refuses an assessment of the future.</summary>
    public static Problem? RefuseFuture(Instant? assessedAt, IClock clock) =>
        assessedAt > Times.LatestPast(clock)
            ? Problem.Invalid("/assessedAt", "The assessment lies in the future.")
            : null;

    /// <summary>The answers as they are stored; every range of the catalogue fits.</summary>
    public static short?[]? Stored(IReadOnlyList<int?>? answers) => answers is null ? null : [.. answers.Select(answer => (short?)answer)];

    private static string Pointer(ScoreRefusal refusal) => refusal.Reason switch
    {
        ScoreRefusalReason.AnswerOutOfRange or ScoreRefusalReason.AnswerContradictsSkip => $"/answers/{refusal.Index}",
        ScoreRefusalReason.AnswerCount or ScoreRefusalReason.NoAnswers => "/answers",
        ScoreRefusalReason.TotalNotDefined or ScoreRefusalReason.TotalOutOfRange or ScoreRefusalReason.TotalNotWhole => "/total",
        ScoreRefusalReason.UnknownVersion => "/form",
        _ => "/recallPeriod",
    };
}
