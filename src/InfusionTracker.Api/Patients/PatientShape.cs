using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Patients;

/// <summary>What a patient's own data must be, whether new or changed.</summary>
internal static class PatientShape
{
    /// <summary>Most characters of a given name.</summary>
    private const int MaxGivenLength = 100;

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>True where the database refused an identifier because another patient of the clinic has it.</summary>
    public static bool IsTaken(PostgresException refused) =>
        refused is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "patient_identifier_is_of_one_patient" };

    /// <summary>409: another patient has one of the identifiers. The database does not tell which, and is asked.</summary>
    public static async Task<Problem> Taken(Caller caller, Database database, Guid? patientId, IReadOnlyList<Identifier> identifiers)
    {
        var owner = await database.Read(
            caller,
            Sql.Statements(),
            new SqlArguments
            {
                { "patientId", patientId },
                { "systems", identifiers.Select(i => i.System).ToArray() },
                { "values", identifiers.Select(i => i.Value).ToArray() },
            },
            rows => rows.Single<IdentifierOwner>());
        return owner is null
            ? Problem.Conflict("Another patient of this clinic had such an identifier a moment ago. Try again.", "/identifiers")
            : Taken($"/identifiers/{owner.Position - 1}", owner.PatientId);
    }

    /// <summary>409: another patient has this identifier.</summary>
    public static Problem Taken(string pointer, Guid existingId)
    {
        const string Detail = "Another patient of this clinic has this identifier: existingId names that chart. Merge the two if they are of one person.";
        return Problem.Conflict(Detail, pointer, existingId: existingId);
    }

    /// <summary>422: the patient would be born after something that is recorded.</summary>
    /// <param name="birthDate">The date of birth that is given.</param>
    /// <param name="patient">The patient as it stands.</param>
    /// <param name="hasOlder">Whether something is recorded from before that date.</param>
    public static Problem? RefuseBirthDate(LocalDate? birthDate, Patient patient, bool hasOlder) =>
        // A date that is not moved later puts nothing before the birth that was not there.
        hasOlder && !(birthDate <= patient.BirthDate)
            ? Problem.Invalid("/birthDate", "Something is recorded of the patient at a time before this date. Give an earlier one, or correct or retract what was recorded first.")
            : null;

    /// <summary>What is written of a patient by a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="id">The patient.</param>
    /// <param name="identifiers">What the identifiers come to.</param>
    /// <param name="of">The patient as it stands; null for a new one.</param>
    public static SqlArguments Values(PatientChange change, Guid id, IReadOnlyList<Identifier> identifiers, Patient? of) => new()
    {
        { "id", id },
        { "identifiers", Json.Text(identifiers), NpgsqlDbType.Jsonb },
        { "name", Stored(change.Over(change.Name, of?.Name)), NpgsqlDbType.Jsonb },
        { "birthDate", change.Over(change.BirthDate, of?.BirthDate) },
        { "sex", change.Over(change.Sex, of?.Sex) },
        { "reason", change.Reason },
    };

    /// <summary>True where a change comes to what stands already.</summary>
    public static bool IsSame(PatientChange change, Patient patient, IReadOnlyList<Identifier> identifiers) =>
        identifiers.Count == patient.Identifiers.Count && !identifiers.Except(patient.Identifiers).Any()
        && Stored(change.Over(change.Name, patient.Name)) == Stored(patient.Name)
        && change.Over(change.BirthDate, patient.BirthDate) == patient.BirthDate
        && change.Over(change.Sex, patient.Sex) == patient.Sex;

    /// <summary>A name as it is stored.</summary>
    public static string? Stored(PatientName? name) => name is null ? null : Json.Text(name);

    public static Problem? Refuse(LocalDate? birthDate, IReadOnlyList<Identifier>? identifiers, PatientName? name, IClock clock)
    {
        // Somewhere on earth it may be tomorrow already.
        if (birthDate > clock.GetCurrentInstant().Plus(Duration.FromHours(14)).InUtc().Date)
        {
            return Problem.Invalid("/birthDate", "The date of birth lies in the future.");
        }

        foreach (var (index, given) in (name?.Given ?? []).Index())
        {
            if (given is null)
            {
                return Problem.Malformed($"/name/given/{index}", "Give a name.");
            }

            if (given.Length > MaxGivenLength || !NamedAttribute.IsNamed(given))
            {
                return Problem.Invalid($"/name/given/{index}", $"Give 1 to {MaxGivenLength} characters that are not all blank.");
            }
        }

        return Identifier.Refuse(identifiers);
    }
}

/// <summary>Which patient has an identifier of several that were asked for.</summary>
internal sealed record IdentifierOwner
{
    /// <summary>The place of the identifier among them, from 1.</summary>
    public required long Position { get; init; }

    public required Guid PatientId { get; init; }
}
