using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Patients;

/// <summary>Two charts of one patient become one.</summary>
public sealed record PatientMerge
{
    /// <summary>The chart that stays, and takes over every session, score and identifier.</summary>
    public required Guid Into { get; init; }

    /// <summary>Why the charts are of one patient.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

public static class MergePatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Merges this chart into another of the same patient: its sessions, scores and identifiers move there, and it stays
    /// readable with <c>mergedInto</c>. Answers with the merged chart.
    /// </summary>
    public static async Task<Results<CurrentRecord<Patient>, Problem>> Handle(Guid patientId, PatientMerge body, Caller caller, Database database)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", patientId }, { "into", body.Into } },
            WriteIdentity.OfChange(Patient.Table, "merge", patientId, body),
            async rows => (Charts: await rows.List<Patient>(), HasOlder: await rows.Scalar<bool>()),
            held => Judge(held.Charts, held.HasOlder, patientId, body),
            rows => rows.List<Patient>(),
            (id, version) => GetPatient.Recall(caller, database, id, version),
            () => body.Into == patientId ? Problem.Invalid("/into", "Name another chart than the one that is merged.") : null);
        return new CurrentRecord<Patient>(written.Record, written.Replayed);
    }

    private static Decision<Patient> Judge(List<Patient> charts, bool hasOlder, Guid patientId, PatientMerge body)
    {
        if (charts.Find(c => c.Id == patientId) is not { } merged || charts.Find(c => c.Id == body.Into) is not { } into)
        {
            return Problem.NotFound("patient");
        }

        if (merged.MergedInto == into.Id)
        {
            return Decision<Patient>.Keep(merged);
        }

        if (charts.Exists(c => c.IsRetracted || c.MergedInto is not null))
        {
            return Problem.Conflict("One of the charts is entered in error or merged already.");
        }

        if (hasOlder)
        {
            return Problem.Invalid("/into", "The chart that stays has a birth date after something that is recorded in this one. Correct the birth date, or what was recorded, first.");
        }

        return new SqlArguments { { "id", merged.Id }, { "into", into.Id }, { "reason", body.Reason } };
    }
}
