using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using NodaTime;

namespace InfusionTracker.Api.Demonstration;

/// <summary>The invented scores of a patient, as they are sent.</summary>
internal sealed class Ratings(Guid patientId, string? rater, Draws draws)
{
    /// <summary>A score of a total near to the one meant.</summary>
    /// <param name="instrument">Code of the instrument.</param>
    /// <param name="at">When the patient was assessed.</param>
    /// <param name="total">The total meant; it is cut to what the instrument has.</param>
    /// <param name="noise">Standard deviation of the rating.</param>
    /// <param name="recall">What the rater asked about; null for what the form asks.</param>
    /// <param name="form">Form of the instrument; null for the standard one.</param>
    /// <param name="seldom">Items that hardly anybody answers with more than 0.</param>
    public Rating Of(
        string instrument, Instant at, double total, double noise, string? recall = null, string? form = null, IReadOnlyList<int>? seldom = null)
    {
        var kind = InstrumentCatalogue.Find(instrument)!;
        var whole = (int)Math.Clamp(Math.Round(total + (noise * draws.Normal())), kind.TotalMin, kind.TotalMax);
        var body = new JsonObject
        {
            ["id"] = draws.Id(),
            ["patientId"] = patientId,
            ["instrument"] = instrument,
            ["assessedAt"] = Times.Text(at),
        };
        if (form is not null)
        {
            body["form"] = form;
        }

        if (recall is not null)
        {
            body["recallPeriod"] = recall;
        }

        if (kind.Rater != Rater.Self)
        {
            body["performer"] = rater;
        }

        // The rating of the social anxiety scale is 48 numbers, of which clinics often keep the total alone.
        if (kind.RatingsPerItem > 1)
        {
            body["total"] = whole;
        }
        else
        {
            body["answers"] = Answers(kind, whole, seldom ?? []);
        }

        return new Rating((Guid)body["id"]!, whole, CohortRequest.Post(CohortRecord.Score, "/v1/scores", body));
    }

    /// <summary>Answers that add up to a total.</summary>
    private JsonArray Answers(Instrument kind, int total, IReadOnlyList<int> seldom)
    {
        var answers = new int[kind.AnswerCount];
        Array.Fill(answers, kind.ItemRange.Min);
        for (var left = total - answers.Sum(); left > 0;)
        {
            var item = draws.Below(answers.Length);
            var most = kind.ItemExceptions.TryGetValue(item + 1, out var other) ? other.Max : kind.ItemRange.Max;
            if (answers[item] < most && (!seldom.Contains(item + 1) || draws.Chance(0.02)))
            {
                var step = answers.Length == 1 ? left : 1;
                answers[item] += step;
                left -= step;
            }
        }

        return new JsonArray([.. answers.Select(a => (JsonNode)a)]);
    }
}

/// <param name="Id">Id of the score.</param>
/// <param name="Total">Its total.</param>
/// <param name="Request">How it is recorded.</param>
internal sealed record Rating(Guid Id, int Total, CohortRequest Request);
