using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Patients;

/// <summary>A patient to be recorded.</summary>
public sealed record NewPatient
{
    /// <summary>Id of the patient; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>Identifiers given by other systems; one identifier belongs to one patient.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; init; }

    /// <summary>Date of birth, not in the future.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Administrative sex (HL7 administrative-gender).</summary>
    [Codes(null, "female", "male", "other", "unknown")]
    public string? Sex { get; init; }

    /// <summary>The name.</summary>
    [NotInFirstForm]
    public PatientName? Name { get; init; }
}

public static class CreatePatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Records a patient.</summary>
    public static async Task<Results<CreatedRecord<Patient>, Problem>> Handle(NewPatient body, Caller caller, Database database, IClock clock)
    {
        var identity = WriteIdentity.Of(Patient.Table, body.Id, null, body, clock);
        try
        {
            var written = await database.Append(
                caller,
                Sql.Statements(),
                identity,
                () => Judge(body, identity, clock),
                rows => rows.List<Patient>(),
                (id, version) => GetPatient.Recall(caller, database, id, version));
            return new CreatedRecord<Patient>(written, $"/v1/patients/{written.Record.Id}");
        }
        catch (PostgresException e) when (PatientShape.IsTaken(e))
        {
            return await PatientShape.Taken(caller, database, null, body.Identifiers ?? []);
        }
    }

    private static Decision<Patient> Judge(NewPatient body, WriteIdentity identity, IClock clock) =>
        PatientShape.Refuse(body.BirthDate, body.Identifiers, body.Name, clock) is { } refusal
            ? refusal
            : new SqlArguments
            {
                { "id", identity.Ids[0] },
                { "identifiers", Json.Text(body.Identifiers ?? []), NpgsqlDbType.Jsonb },
                { "name", PatientShape.Stored(body.Name), NpgsqlDbType.Jsonb },
                { "birthDate", body.BirthDate },
                { "sex", body.Sex },
                { "requestHash", identity.RequestHashes[0] },
            };
}
