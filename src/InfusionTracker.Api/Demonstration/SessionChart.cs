using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Demonstration;

/// <summary>Writes one session of an invented patient: the plan, the infusion, readings, ratings and what went wrong.</summary>
internal sealed class SessionChart(
    CohortDesign design, ClinicDesign clinic, Person person, int ordinal, Instant reference, Draws draws)
{
    private readonly List<CohortRequest> _requests = [];
    private readonly List<CohortRequest> _late = [];
    private readonly string _nurse = $"rn-{draws.Between(10, 29)}";

    public Guid Id { get; } = draws.Id();

    /// <summary>What was recorded as it happened.</summary>
    public IReadOnlyList<CohortRequest> Requests => _requests;

    /// <summary>What was typed in days later.</summary>
    public IReadOnlyList<CohortRequest> Late => _late;

    /// <summary>No visit of this session is from here on.</summary>
    public required Instant Until { get; init; }

    /// <summary>True where no session follows.</summary>
    public required bool IsLast { get; init; }

    /// <summary>True where a rating within four hours is at most half of the baseline.</summary>
    public bool RespondsWithinHours { get; private set; }

    public static CohortRequest Planned(Person person, Guid id, Instant scheduled) =>
        CohortRequest.Post(CohortRecord.Session, "/v1/sessions", new JsonObject
        {
            ["id"] = id,
            ["patientId"] = person.Id,
            ["indication"] = person.Indication.Code,
            ["medication"] = person.Protocol.Medication,
            ["route"] = "intravenous",
            ["protocol"] = person.Protocol.Code,
            ["weightKg"] = person.WeightKg,
            ["plannedDoseMgPerKg"] = person.Protocol.DoseMgPerKg,
            ["plannedDuration"] = $"PT{person.Protocol.Minutes}M",
            ["scheduledAt"] = Times.Text(scheduled),
        });

    public static CohortRequest Cancel(CohortRequest planned, string reason) => new(
        CohortRecord.Amendment, HttpMethod.Patch, $"/v1/sessions/{(Guid)planned.Body["id"]!}",
        new JsonObject { ["status"] = "cancelled", ["reason"] = reason }, ChangesVersion: 1);

    public void Write(Instant scheduled)
    {
        _requests.Add(Planned(person, Id, scheduled));
        if (draws.Chance(design.SessionEnteredTwice))
        {
            var twice = Planned(person, draws.Id(), scheduled);
            _requests.Add(twice);
            _requests.Add(CohortRequest.Retraction($"/v1/sessions/{(Guid)twice.Body["id"]!}", "The session was planned twice."));
        }

        var start = scheduled + Duration.FromMinutes(draws.Between(0, 12));
        var baseline = RateBefore(start);
        person.Course.Start(start);
        var stop = Infuse(start);
        Observe(start, stop);
        RateDuring(start, stop);
        RateAfter(start, baseline);
        TellAdverseEvents(start);
    }

    /// <returns>The baseline total; null where nobody rated.</returns>
    private int? RateBefore(Instant start)
    {
        var left = person.Course.Left(start);
        int? baseline = null;
        if (ordinal > 1 || !draws.Chance(design.NoBaseline))
        {
            baseline = Score(Rate(start - Duration.FromMinutes(35), left));
        }

        Score(RateAnxiety(start - Duration.FromMinutes(25), left));
        if (ordinal <= 2)
        {
            Score(FillIn(start - Duration.FromMinutes(45), left));
        }

        Score(person.Ratings.Of("CADSS6", start - Duration.FromMinutes(15), 0, noise: 0.4));
        return baseline;
    }

    /// <returns>When the infusion was stopped.</returns>
    private Instant Infuse(Instant start)
    {
        var protocol = person.Protocol;
        var stoppedEarly = draws.Chance(design.StoppedEarly);
        var pause = !stoppedEarly && draws.Chance(design.Interrupted) ? draws.Between(4, 9) : 0;
        var stop = start + Duration.FromMinutes(stoppedEarly ? draws.Between(14, 30) : protocol.Minutes + pause);

        // mg/h as a pump takes it; the other clinic's pumps count mL/h of a solution of 1 mg/mL.
        var rate = Math.Round(protocol.DoseMgPerKg * person.WeightKg * 60 / protocol.Minutes, 1);
        var mistyped = draws.Chance(design.CorrectedRate);
        var begun = Event("start", start, rate: Rate(mistyped ? rate / 10 : rate));
        _requests.Add(begun);
        _requests.Add(Event("stop", stop, stoppedEarly ? "The patient asked to stop." : null));
        if (pause > 0)
        {
            var paused = start + Duration.FromMinutes(draws.Between(12, 22));
            _requests.Add(Event("pause", paused, "The line was checked."));
            _requests.Add(Event("resume", paused + Duration.FromMinutes(pause)));
        }

        if (mistyped)
        {
            _requests.Add(CohortRequest.Correction($"/v1/infusion-events/{(Guid)begun.Body["id"]!}", new JsonObject
            {
                ["reason"] = "The point was in the wrong place.",
                ["rate"] = Rate(rate),
            }));
        }

        return stop;
    }

    private JsonObject Rate(decimal value)
    {
        var rate = new JsonObject { ["value"] = value, ["unit"] = clinic.RateUnit };
        if (clinic.RateUnit == "mL/h")
        {
            rate["concentrationMgPerMl"] = 1;
        }

        return rate;
    }

    private CohortRequest Event(string type, Instant at, string? note = null, JsonObject? rate = null)
    {
        var body = new JsonObject { ["id"] = draws.Id(), ["type"] = type, ["occurredAt"] = Times.Text(at), ["performer"] = _nurse };
        if (rate is not null)
        {
            body["rate"] = rate;
        }

        if (note is not null)
        {
            body["note"] = note;
        }

        return CohortRequest.Post(CohortRecord.InfusionEvent, $"/v1/sessions/{Id}/infusion-events", body);
    }

    private void Observe(Instant start, Instant stop)
    {
        var readings = person.Vitals.Of(start, stop, _nurse);
        var pulses = readings.FindAll(r => (string)r["code"]! == Vitals.HeartRate);
        var amendments = new List<CohortRequest>();
        if (draws.Chance(design.CorrectedReading))
        {
            var pulse = pulses[draws.Below(pulses.Count / 2)];
            amendments.Add(CohortRequest.Correction(
                $"/v1/observations/{(Guid)pulse["id"]!}", new JsonObject { ["reason"] = "Typed from the wrong line.", ["value"] = (int)pulse["value"]! }));
            pulse["value"] = Math.Min(125, (int)pulse["value"]! + 30);
        }

        if (draws.Chance(design.RetractedReading))
        {
            var spurious = (JsonObject)pulses[draws.Below(pulses.Count / 2)].DeepClone();
            spurious["id"] = draws.Id();
            spurious["value"] = draws.Between(44, 50);
            readings.Insert(0, spurious);
            amendments.Add(CohortRequest.Retraction($"/v1/observations/{(Guid)spurious["id"]!}", "The probe had come off."));
        }

        var late = draws.Chance(design.LateReadings) ? readings.Count * 2 / 3 : readings.Count;
        _requests.Add(Batch(readings[..late]));
        if (late < readings.Count)
        {
            _late.Add(Batch(readings[late..]));
        }

        _requests.AddRange(amendments);
    }

    private CohortRequest Batch(List<JsonObject> readings) => CohortRequest.Post(
        CohortRecord.Observation, $"/v1/sessions/{Id}/observations", new JsonArray([.. readings]));

    private void RateDuring(Instant start, Instant stop)
    {
        var (height, sedation) = (person.Protocol.Dissociation, person.Protocol.Sedation);
        Score(person.Ratings.Of("CADSS6", stop, height * Math.Max(0.5, 1.1 - (0.1 * ordinal)), noise: 2));
        Score(person.Ratings.Of("CADSS6", start + Duration.FromMinutes(118), 0.03 * height, noise: 0.4));
        Score(person.Ratings.Of("MOAAS", start + Duration.FromMinutes(20), 5 - (0.6 * sedation), noise: 0.3));
        Score(person.Ratings.Of("MOAAS", stop, 5 - sedation, noise: 0.3));
        Score(person.Ratings.Of("MOAAS", stop + Duration.FromMinutes(45), 5, noise: 0.1));
    }

    private void RateAfter(Instant start, int? baseline)
    {
        foreach (var visit in design.Visits)
        {
            var at = start + Duration.FromMinutes(visit.Minutes + draws.Between(-visit.Spread / 2, visit.Spread));
            var missed = draws.Chance(visit.Missed);
            if (at >= Until || at > reference)
            {
                break;
            }

            if (missed)
            {
                continue;
            }

            var left = person.Course.Left(at);
            var total = Score(Rate(at, left, visit.Recall));
            RespondsWithinHours |= baseline is { } before && visit.Minutes <= 240 && total * 2 <= before;
            if (visit.Minutes <= 10080)
            {
                Score(RateAnxiety(at + Duration.FromMinutes(2), left));
            }

            if (visit.Minutes == design.Visits[^1].Minutes && IsLast)
            {
                Score(FillIn(at + Duration.FromMinutes(5), left));
            }
        }
    }

    private void TellAdverseEvents(Instant start)
    {
        foreach (var kind in design.AdverseEvents)
        {
            if (!draws.Chance(kind.Chance * person.Protocol.Adverse))
            {
                continue;
            }

            var began = start + Duration.FromMinutes(draws.Between(8, 45));
            var grade = draws.Chance(0.8) ? 1 : 2;
            _requests.Add(CohortRequest.Post(CohortRecord.AdverseEvent, $"/v1/sessions/{Id}/adverse-events", new JsonObject
            {
                ["id"] = draws.Id(),
                ["code"] = new JsonObject { ["system"] = "http://snomed.info/sct", ["code"] = kind.Snomed },
                ["severity"] = grade == 1 ? "mild" : "moderate",
                ["grade"] = grade,
                ["startedAt"] = Times.Text(began),
                ["endedAt"] = Times.Text(began + Duration.FromMinutes(draws.Between(10, 75))),
                ["action"] = "none",
                ["outcome"] = "resolved",
                ["performer"] = _nurse,
            }));
        }
    }

    private Rating Rate(Instant at, double left, string? recall = null) => person.Ratings.Of(
        person.Indication.Instrument, at, person.BaselineTotal * left, noise: 0.045 * person.BaselineTotal, recall);

    private Rating RateAnxiety(Instant at, double left) => person.Ratings.Of("VASANX", at, person.BaselineAnxiety * left, noise: 6);

    private Rating FillIn(Instant at, double left) => person.Ratings.Of(
        person.Indication.Questionnaire.Instrument, at, person.BaselineQuestionnaire * left, noise: 1, recall: null,
        person.Indication.Questionnaire.Form, person.Indication.Questionnaire.Seldom);

    /// <summary>Adds a score, now and then mistyped and corrected, or entered once too often and retracted.</summary>
    /// <returns>Its total.</returns>
    private int Score(Rating rating)
    {
        _requests.Add(rating.Request);
        var body = rating.Request.Body.AsObject();
        if (draws.Chance(design.RetractedScore))
        {
            var twice = (JsonObject)body.DeepClone();
            twice["id"] = draws.Id();
            _requests.Add(CohortRequest.Post(CohortRecord.Score, "/v1/scores", twice));
            _requests.Add(CohortRequest.Retraction($"/v1/scores/{(Guid)twice["id"]!}", "The form was entered twice."));
        }

        if (draws.Chance(design.CorrectedScore))
        {
            var (member, wrong) = body["answers"] is { } answers ? ("answers", Mistyped(answers.AsArray())) : ("total", (JsonNode)(rating.Total / 2));
            _requests.Add(CohortRequest.Correction(
                $"/v1/scores/{rating.Id}", new JsonObject { ["reason"] = "Typed wrong.", [member] = body[member]!.DeepClone() }));
            body[member] = wrong;
        }

        return rating.Total;
    }

    private static JsonArray Mistyped(JsonArray answers)
    {
        var wrong = (JsonArray)answers.DeepClone();
        wrong[0] = (int)wrong[0]! == 0 ? 1 : 0;
        return wrong;
    }
}
