using System.Text.Json;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;

namespace InfusionTracker.Api.Onset;

/// <summary>The first time that a rule was met.</summary>
/// <param name="ElapsedMinutes">When it was seen, minutes since t0.</param>
/// <param name="AfterMinutes">It truly happened after this: the eligible point before, 0 where there was none.</param>
/// <param name="Sustained">Whether it held; null where nobody looked.</param>
/// <param name="ScoreId">The score that met it.</param>
public sealed record OnsetFirst(decimal ElapsedMinutes, decimal AfterMinutes, bool? Sustained, Guid ScoreId)
{
    internal static OnsetFirst? Of(FirstEvent? first) =>
        first is null ? null : new(Times.Minutes(first.Elapsed), Times.Minutes(first.After), first.Sustained, first.ScoreId);
}

/// <summary>The end of a response.</summary>
/// <param name="ElapsedMinutes">When it was seen, minutes since t0.</param>
/// <param name="DurationMinutes">Minutes since the first response.</param>
/// <param name="ScoreId">The score that no longer met the rule.</param>
public sealed record OnsetLoss(decimal ElapsedMinutes, decimal DurationMinutes, Guid ScoreId)
{
    internal static OnsetLoss? Of(LossOfResponse? loss) =>
        loss is null ? null : new(Times.Minutes(loss.Elapsed), Times.Minutes(loss.Lasted), loss.ScoreId);
}

/// <summary>
/// Why it cannot be judged: <c>noRule</c>, <c>noBaseline</c>, <c>inRemissionAtBaseline</c>, <c>belowMinBaseline</c> or
/// <c>ruleUnreachable</c>; null where it can.
/// </summary>
/// <param name="Response">Why response and partial response cannot be judged.</param>
/// <param name="Remission">Why the first remission cannot be judged.</param>
public sealed record OnsetNotEvaluable(string? Response, string? Remission)
{
    internal static OnsetNotEvaluable Of(SessionOnset onset) => new(Reason(onset.ResponseNotEvaluable), Reason(onset.RemissionNotEvaluable));

    private static string? Reason(NotEvaluable? reason) =>
        reason is null ? null : JsonNamingPolicy.CamelCase.ConvertName(reason.Value.ToString());
}
