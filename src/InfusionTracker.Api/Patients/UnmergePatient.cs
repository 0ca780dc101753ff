using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace InfusionTracker.Api.Patients;

/// <summary>Charts that were merged are of two patients after all.</summary>
public sealed record PatientUnmerge
{
    /// <summary>Why the merge was wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

public static class UnmergePatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Undoes the merge of this chart, in one change: its identifiers and all sessions and scores that came with the merge come back, from
    /// whichever chart holds them now. Answers with the restored chart.
    /// </summary>
    /// <remarks>
    /// What came with the merge comes back as it stands now: with corrections, with what was recorded in its sessions since, and
    /// retracted where it was retracted. What was recorded of the other chart since stays there, and so does what was re-entered
    /// under another patient. Where that chart was merged on, this one comes back from the last, and the later merge stays. 409 where an
    /// identifier was given to another chart since, or something was moved to a time before this chart's birth date. A chart that was
    /// restored already stays as it is.
    /// </remarks>
    public static async Task<Results<CurrentRecord<Patient>, Problem>> Handle(Guid patientId, PatientUnmerge body, Caller caller, Database database)
    {
        try
        {
            var written = await database.Change(
                caller,
                Sql,
                new SqlArguments { { "id", patientId } },
                WriteIdentity.OfChange(Patient.Table, "unmerge", patientId, body),
                async rows => (Charts: await rows.List<Patient>(), WasRestored: await rows.Scalar<bool>()),
                held => Judge(held.Charts, held.WasRestored, patientId, body),
                rows => rows.List<Patient>(),
                (id, version) => GetPatient.Recall(caller, database, id, version));
            return new CurrentRecord<Patient>(written.Record, written.Replayed);
        }
        catch (PostgresException e) when (PatientShape.IsTaken(e))
        {
            return Problem.Conflict(
                "An identifier of this chart was given to another chart since. Look for that chart with GET /v1/patients?identifier=system|value, "
                + "and take the identifier from it first.");
        }
    }

    private static Decision<Patient> Judge(List<Patient> charts, bool wasRestored, Guid patientId, PatientUnmerge body)
    {
        if (charts.Find(c => c.Id == patientId) is not { } restored)
        {
            return Problem.NotFound("patient");
        }

        if (restored.IsRetracted)
        {
            return Problem.Conflict("The chart is entered in error.");
        }

        if (restored.MergedInto is null)
        {
            return wasRestored ? Decision<Patient>.Keep(restored) : Problem.Conflict("The chart is not merged into another.");
        }

        var holder = restored;
        while (holder.MergedInto is { } next)
        {
            if (charts.Find(c => c.Id == next) is not { } chart)
            {
                return new Problem(409, "conflict", "Another request is merging these charts. Try again.") { RetryAfter = 1 };
            }

            holder = chart;
        }

        return new SqlArguments
        {
            { "id", restored.Id },
            { "holder", holder.Id },
            { "over", charts.Where(c => c.Id != restored.Id).Select(c => c.Id).ToArray() },
            { "reason", body.Reason },
        };
    }
}
