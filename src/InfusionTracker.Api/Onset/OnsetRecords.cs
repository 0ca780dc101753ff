using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Onset;

/// <summary>A session that has started, as far as onset is concerned.</summary>
internal sealed record Infused
{
    public required Guid SessionId { get; init; }

    public required Instant StartedAt { get; init; }

    public required string Medication { get; init; }

    /// <summary>Its stop; null where there is none.</summary>
    public required Instant? StoppedAt { get; init; }

    public Infusion Infusion => new(SessionId, StartedAt, Medication, StoppedAt);

    public static Infused Read(NpgsqlDataReader row) => new()
    {
        SessionId = row.GetGuid(0),
        StartedAt = row.GetFieldValue<Instant>(1),
        Medication = row.GetString(2),
        StoppedAt = row.GetFieldValue<Instant?>(3),
    };
}

/// <summary>A score, as far as onset is concerned.</summary>
internal sealed record Scored
{
    public required Guid Id { get; init; }

    public required int Version { get; init; }

    public required Instant AssessedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>Null where an answer is missing.</summary>
    public required decimal? Total { get; init; }

    /// <summary>The answer to the item that is followed; null where it is not held, and where no item is asked for.</summary>
    public int? Answer { get; init; }

    /// <summary>The answers to a form; null where they are not held, and where nothing is made of them.</summary>
    public IReadOnlyList<int?>? Answers { get; init; }

    public required Duration? RecallPeriod { get; init; }

    public required string? Form { get; init; }

    public static Scored Read(NpgsqlDataReader row) => Read(row, row.FieldCount > 7 ? row.GetFieldValue<int?>(7) : null, null);

    /// <summary>The same, with the answers in the place of one of them.</summary>
    public static Scored ReadWithAnswers(NpgsqlDataReader row) =>
        Read(row, null, row.IsDBNull(7) ? null : Array.ConvertAll(row.GetFieldValue<short?[]>(7), answer => (int?)answer));

    private static Scored Read(NpgsqlDataReader row, int? answer, IReadOnlyList<int?>? answers) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt32(1),
        AssessedAt = row.GetFieldValue<Instant>(2),
        CreatedAt = row.GetFieldValue<Instant>(3),
        RecallPeriod = row.GetFieldValue<Duration?>(4),
        Form = row.Text(5),
        Total = row.GetFieldValue<decimal?>(6),
        Answer = answer,
        Answers = answers,
    };

    // Who rated in person is no rater here: self or clinician is told by the form.
    public ScorePoint Point(decimal value) => new(Id, Version, AssessedAt, CreatedAt, value, RecallPeriod, Form, IsProrated: Total is null);
}
