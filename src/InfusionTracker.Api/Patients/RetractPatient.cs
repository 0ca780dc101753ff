using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Patients;

public static class RetractPatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Takes out a chart that was made in error. One that still has records is merged, or its records are retracted first.</summary>
    public static async Task<Results<CurrentRecord<Patient>, Problem>> Handle(Guid patientId, Retraction body, Caller caller, Database database)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", patientId } },
            WriteIdentity.OfChange(Patient.Table, "retraction", patientId, body),
            async rows => (Patient: await rows.Single<Patient>(), HasRecords: await rows.Scalar<bool>()),
            held => held switch
            {
                { Patient: null } => Problem.NotFound("patient"),
                { Patient.IsRetracted: true } => Decision<Patient>.Keep(held.Patient),
                { Patient.MergedInto: { } mergedInto } => PatientShape.Merged(mergedInto),
                { HasRecords: true } => Problem.Conflict("The chart still has sessions or scores. Merge it into the right chart, or retract those first."),
                _ => new SqlArguments { { "id", patientId }, { "reason", body.Reason } },
            },
            rows => rows.List<Patient>(),
            (id, version) => GetPatient.Recall(caller, database, id, version));
        return new CurrentRecord<Patient>(written.Record, written.Replayed);
    }
}
