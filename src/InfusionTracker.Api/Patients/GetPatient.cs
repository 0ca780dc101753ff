using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Patients;

public static class GetPatient
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads a patient: as it stands, at one version, or as it stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<Patient>, Problem>> Handle(
        Guid patientId, int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var state = RecordState.Of(version, asOf);
        var patient = await database.Read(
            caller, Sql.Statements(state.Flag), state.Arguments(patientId), rows => rows.Single<Patient>());
        return patient is null ? Problem.NotFound("patient") : new CurrentRecord<Patient>(patient);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Patient?> Recall(Caller caller, Database database, Guid id, int version)
    {
        var state = RecordState.Of(version, null);
        return database.Read(caller, Sql.Statements(state.Flag), state.Arguments(id), rows => rows.Single<Patient>());
    }
}
