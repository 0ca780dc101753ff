using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NpgsqlTypes;

namespace InfusionTracker.Api.Patients;

/// <summary>Two charts of one patient become one.</summary>
public sealed record PatientMerge
{
    /// <summary>The chart that stays, and takes over every session, score and identifier.</summary>
    public required Guid Into { get; init; }

    /// <summary>Why the charts are of one patient.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Who has checked that the charts are of one person, and how: needed where they have different birth dates or sexes.</summary>
    [NotInFirstForm]
    public Confirmation? Confirmed { get; init; }
}

public static class MergePatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Merges this chart into another of the same patient: its sessions, scores and identifiers move there, and its id finds them there
    /// from then on. Charts of different birth dates or sexes need <c>confirmed</c>. Answers with the merged chart, which
    /// <c>unmerge</c> restores.
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

        if (merged.MergedInto is { } survivor)
        {
            return survivor == (into.MergedInto ?? into.Id) ? Decision<Patient>.Keep(merged) : PatientShape.Merged(survivor);
        }

        if (into.MergedInto is { } last)
        {
            return PatientShape.Merged(last, "/into");
        }

        if (charts.Exists(c => c.IsRetracted))
        {
            return Problem.Conflict("One of the charts is entered in error.");
        }

        if (body.Confirmed is null && Differ(merged, into))
        {
            return Problem.Invalid(
                "/confirmed",
                "The charts have different birth dates or sexes. Where they are of one person all the same, say who has checked that, and how.");
        }

        if (hasOlder)
        {
            return Problem.Invalid("/into", "The chart that stays has a birth date after something that is recorded in this one. Correct the birth date, or what was recorded, first.");
        }

        return new SqlArguments
        {
            { "id", merged.Id },
            { "into", into.Id },
            { "confirmed", Confirmation.Stored(body.Confirmed), NpgsqlDbType.Jsonb },
            { "reason", body.Reason },
        };
    }

    /// <summary>True where one of the charts must be wrong, or they are of two people. What is not known contradicts nothing.</summary>
    private static bool Differ(Patient one, Patient other) =>
        (one.BirthDate is { } born && other.BirthDate is { } bornToo && born != bornToo)
        || (one.Sex is not (null or "unknown") && other.Sex is not (null or "unknown") && one.Sex != other.Sex);
}
