using InfusionTracker.Api.Access;
using InfusionTracker.Api.Onset;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>What is asked about a time to an event.</summary>
public sealed record TimeToEventQuery
{
    /// <summary><c>response</c>, <c>remission</c>, or <c>relapse</c> (loss of response, among responders, from the first response on).</summary>
    public required string Event { get; init; }

    /// <summary>
    /// <c>protocol</c>, <c>indication</c>, <c>medication</c>, <c>dose-band</c>, <c>ordinal</c>, <c>sex</c> or <c>age-band</c>;
    /// without it the cohort is one group.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>
    /// Where bands of given doses begin, mg/kg, rising: <c>0.3,0.6</c> makes 0 to &lt;0.3, 0.3 to &lt;0.6, and 0.6 or more.
    /// Without it as the clinic has set it.
    /// </summary>
    public string? DoseBands { get; init; }

    /// <summary>Where bands of ages at t0 begin, years, rising; without it as the clinic has set it.</summary>
    public string? AgeBands { get; init; }

    /// <summary>How the limits of a curve are made: <c>log-log</c> (without it), <c>log</c> or <c>plain</c>.</summary>
    public string? Interval { get; init; }

    internal CohortEvent FindEvent() => Event switch
    {
        "response" => CohortEvent.Response,
        "remission" => CohortEvent.Remission,
        "relapse" => CohortEvent.Relapse,
        _ => throw new ProblemException(Problem.BadParameter("event", "Give response, remission or relapse.")),
    };

    internal CurveInterval FindInterval() => Interval switch
    {
        null or "log-log" => CurveInterval.LogLog,
        "log" => CurveInterval.Log,
        "plain" => CurveInterval.Plain,
        _ => throw new ProblemException(Problem.BadParameter("interval", "Give log-log, log or plain.")),
    };
}

public static class GetTimeToEvent
{
    /// <summary>
    /// Reads how long it took the sessions of a cohort to respond, to remit or to relapse: Kaplan-Meier curves by group, and
    /// the log-rank test between them. Callers without <c>analytics:small-cells</c> and <c>records:read</c> are told nothing of few
    /// patients.
    /// </summary>
    /// <remarks>
    /// 422 where neither the catalogue nor the query has a rule for the event, or the cohort falls into more than 50 groups. To those
    /// callers few are 1 to one less than the clinic's minimum of patients. They give instrument, event, groupBy, interval, unit, scope
    /// and filters alone: days are whole days of the clinic's calendar, doses and ages limits of its bands; anything else is a 403.
    /// Groups of few are not named, and larger ones join them until together they are no few. Times are rounded up: to 10 minutes
    /// within 4 hours, to the hour within a day, then to the day. A row has the events since the one before, its survival and limits.
    /// </remarks>
    public static async Task<Results<Ok<CohortTimes>, Problem>> Handle(
        [AsParameters] OnsetQuery query,
        [AsParameters] CohortFilter filter,
        [AsParameters] TimeToEventQuery asked,
        Caller caller,
        HttpRequest request,
        Database database,
        AnsweredCohorts answered,
        IClock clock)
    {
        var instrument = query.FindInstrument();
        var over = query.Over(instrument);
        var happening = asked.FindEvent();
        var interval = asked.FindInterval();
        filter.Check();
        var reading = new CohortReading(instrument, over, filter, Grouping.Read(asked.GroupBy, asked.DoseBands, asked.AgeBands), happening);
        var rules = OnsetRules.Of(instrument, over(new OnsetOptions()));
        if ((happening == CohortEvent.Remission ? rules.Remission : rules.Response) is null)
        {
            var rule = happening == CohortEvent.Remission ? "remission" : "response";
            var detail = $"The catalogue has no rule of {rule} for this instrument; give one as {rule}, e.g. percent-reduction>=50.";
            return Problem.Invalid(detail, new ProblemError(null, rule, detail));
        }

        var now = clock.GetCurrentInstant();
        var (basis, tally) = await reading.Read(caller, request.Query, database, async (basis, patients) =>
        {
            var tally = new TimeToEventTally(reading.Design, reading.Grouping?.Order ?? StringComparer.Ordinal);
            await foreach (var ofPatient in patients)
            {
                tally.Add(ofPatient);
                if (tally.HasTooManyGroups)
                {
                    var detail = $"The cohort falls into more than {TimeToEventTally.MostGroups} groups. Filter it, or group it by something else.";
                    throw new ProblemException(Problem.Invalid(detail, new ProblemError(null, "groupBy", detail)));
                }
            }

            return (basis, tally);
        });
        caller.NearOverlap = answered.IsNear(caller, basis.Cells, tally.Patients);
        return TypedResults.Ok(CohortTimes.Of(reading, basis, asked, interval, tally.Figures(basis.Options.Windows, interval, basis.Cells), now));
    }
}
