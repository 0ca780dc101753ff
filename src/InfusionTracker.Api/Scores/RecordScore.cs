using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Scores;

/// <summary>A score to be recorded.</summary>
public sealed record NewScore
{
    /// <summary>Id of the score; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Code of the instrument in the catalogue, e.g. <c>HAMA</c>.</summary>
    [StringLength(40, MinimumLength = 1)]
    public required string Instrument { get; init; }

    /// <summary>Form of the instrument where it has several, e.g. <c>PDSS-SR</c>; the standard one where it is left out.</summary>
    [StringLength(80, MinimumLength = 1)]
    public string? Form { get; init; }

    /// <summary>When the patient was assessed; at most 5 minutes from now and not before the patient's birth.</summary>
    public required Instant AssessedAt { get; init; }

    /// <summary>Who rated (the clinic's own identifier); the person whom a token signs in where it is left out.</summary>
    [Person(200)]
    public string? Performer { get; init; }

    /// <summary>The answers in the form's order, whole numbers, null where one is missing; instead of <see cref="Total"/>.</summary>
    [MaxLength(200)]
    public IReadOnlyList<int?>? Answers { get; init; }

    /// <summary>The total in points where the answers are not held; instead of <see cref="Answers"/>.</summary>
    public decimal? Total { get; init; }

    /// <summary>The stretch that the rater asked about, where it is less than the standard form's and the instrument allows that.</summary>
    public Duration? RecallPeriod { get; init; }

    /// <summary>
    /// Identifiers given by other systems, e.g. of the order item or message: each is of one score of the clinic that is not retracted.
    /// </summary>
    [NotInFirstForm, MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; init; }
}

public static class RecordScore
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Records a symptom score: the answers to an instrument, or their total.</summary>
    public static async Task<Results<CreatedRecord<Score>, Problem>> Handle(NewScore body, Caller caller, Database database, IClock clock)
    {
        var told = body with { Performer = body.Performer ?? caller.Performer };
        var identity = WriteIdentity.Of(Score.Table, body.Id, null, body, clock, told);
        var written = await database.Append(
            caller,
            Sql.Statements(),
            identity,
            () => Judge(told, identity, clock),
            rows => rows.List<Score>(),
            (id, version) => GetScore.Recall(caller, database, id, version));
        return new CreatedRecord<Score>(written, $"/v1/scores/{written.Record.Id}");
    }

    private static Decision<Score> Judge(NewScore told, WriteIdentity identity, IClock clock)
    {
        if (InstrumentCatalogue.Find(told.Instrument) is not { } instrument)
        {
            return Problem.Invalid("/instrument", "The catalogue has no such instrument; GET /v1/instruments lists them.");
        }

        if ((ScoreShape.RefuseFuture(told.AssessedAt, clock) ?? Identifier.Refuse(told.Identifiers)) is { } future)
        {
            return future;
        }

        var (scored, refusal) = ScoreShape.Judge(instrument, told.Form, told.Answers, told.Total, told.RecallPeriod);
        if (scored is null)
        {
            return refusal!;
        }

        return new SqlArguments
        {
            { "id", identity.Ids[0] },
            { "patientId", told.PatientId },
            { "instrument", instrument.Code },
            { "form", scored.Version },
            { "assessedAt", told.AssessedAt },
            { "performer", told.Performer },
            { "answers", ScoreShape.Stored(told.Answers) },
            { "total", scored.Total },
            { "recallPeriod", told.RecallPeriod },
            { "raisesFlag", scored.SafetyFlags.Count > 0 },
            { "identifiers", Identifier.Stored(told.Identifiers), NpgsqlDbType.Jsonb },
            { "requestHash", identity.RequestHashes[0] },
        };
    }
}
