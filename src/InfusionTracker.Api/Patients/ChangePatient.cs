using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Patients;

/// <summary>The members of a patient that change, and why; what is left out stays as it is.</summary>
[RefusesNulls]
public sealed record PatientChange
{
    /// <summary>Why the patient's data change.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>All identifiers from now on.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PatientIdentifier>? Identifiers { get; init; }

    /// <summary>Date of birth, not in the future and not after anything that is recorded of the patient.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Administrative sex (HL7 administrative-gender).</summary>
    [Codes(null, "female", "male", "other", "unknown")]
    public string? Sex { get; init; }
}

public static class ChangePatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Changes a patient's own data.</summary>
    public static async Task<Results<CurrentRecord<Patient>, Problem>> Handle(
        Guid patientId, PatientChange body, Caller caller, Database database, IClock clock)
    {
        if (caller.IfMatch is null)
        {
            return Preconditions.Required();
        }

        if (PatientShape.Refuse(body.BirthDate, body.Identifiers, clock) is { } refusal)
        {
            return refusal;
        }

        try
        {
            var written = await database.Change(
                caller,
                Sql,
                new SqlArguments { { "id", patientId }, { "birthDate", body.BirthDate } },
                WriteIdentity.OfChange(Patient.Table, "change", patientId, body),
                async rows => (Patient: await rows.Single<Patient>(), HasOlder: await rows.Scalar<bool>()),
                held => Judge(held.Patient, held.HasOlder, body, caller),
                rows => rows.List<Patient>(),
                (id, version) => GetPatient.Recall(caller, database, id, version));
            return new CurrentRecord<Patient>(written.Record, written.Replayed);
        }
        catch (PostgresException e) when (PatientShape.IsTaken(e))
        {
            return PatientShape.Taken(body.Identifiers ?? []);
        }
    }

    private static Decision<Patient> Judge(Patient? patient, bool hasOlder, PatientChange body, Caller caller)
    {
        if (patient is null)
        {
            return Problem.NotFound("patient");
        }

        if (patient.MergedInto is { } mergedInto)
        {
            return PatientShape.Merged(mergedInto);
        }

        if (Preconditions.Check(caller.IfMatch, patient.Version) is { } stale)
        {
            return stale;
        }

        if (patient.IsRetracted)
        {
            return Problem.Conflict("The patient is entered in error, and changes no more.");
        }

        // A date that is not moved later puts nothing before the birth that was not there.
        if (hasOlder && !(body.BirthDate <= patient.BirthDate))
        {
            return Problem.Invalid("/birthDate", "Something is recorded of the patient at a time before this date. Give an earlier one, or correct or retract what was recorded first.");
        }

        return new SqlArguments
        {
            { "id", patient.Id },
            { "identifiers", Json.Text(body.Identifiers ?? patient.Identifiers), NpgsqlDbType.Jsonb },
            { "birthDate", body.BirthDate ?? patient.BirthDate },
            { "sex", body.Sex ?? patient.Sex },
            { "reason", body.Reason },
        };
    }
}
