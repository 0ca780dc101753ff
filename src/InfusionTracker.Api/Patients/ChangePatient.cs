using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Patients;

/// <summary>The members of a patient that change, and why; what is left out stays as it is, and null clears a member that the record can be without.</summary>
public sealed record PatientChange : MergePatch
{
    /// <summary>Why the patient's data change.</summary>
    [Clearable]
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; set; }

    /// <summary>All identifiers from now on; none where it is null or empty.</summary>
    [Clearable]
    [MaxLength(20)]
    public IReadOnlyList<Identifier>? Identifiers { get; set; }

    /// <summary>Date of birth, not in the future and not after anything that is recorded of the patient.</summary>
    [Clearable]
    public LocalDate? BirthDate { get; set; }

    /// <summary>Administrative sex (HL7 administrative-gender).</summary>
    [Clearable]
    [Codes(null, "female", "male", "other", "unknown")]
    public string? Sex { get; set; }

    /// <summary>The name.</summary>
    [Clearable]
    [NotInFirstForm]
    public PatientName? Name { get; set; }
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

        if (PatientShape.Refuse(body.BirthDate, body.Identifiers, body.Name, clock) is { } refusal)
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
            return await PatientShape.Taken(caller, database, patientId, body.Identifiers ?? []);
        }
    }

    private static Decision<Patient> Judge(Patient? patient, bool hasOlder, PatientChange body, Caller caller)
    {
        if (patient is null)
        {
            return Problem.NotFound("patient");
        }

        if (Preconditions.Check(caller.IfMatch, patient.Version) is { } stale)
        {
            return stale;
        }

        if (patient.IsRetracted || patient.MergedInto is not null)
        {
            return Problem.Conflict("The patient is entered in error or merged into another chart, and changes no more.");
        }

        return PatientShape.RefuseBirthDate(body.BirthDate, patient, hasOlder) is { } refusal
            ? refusal
            : PatientShape.Values(body, patient.Id, body.Over(body.Identifiers, patient.Identifiers) ?? [], patient);
    }
}
