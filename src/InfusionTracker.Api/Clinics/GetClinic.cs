using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.Clinics;

public static class GetClinic
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Reads the clinic and its settings: as they stand, at one version, or as they stood at a recorded time.</summary>
    public static async Task<Results<CurrentRecord<Clinic>, Problem>> Handle(int? version, TimeParameter? asOf, Caller caller, Database database)
    {
        var clinic = await Read(caller, database, RecordState.Of(version, asOf));
        return clinic is null ? Problem.NotFound("version") : new CurrentRecord<Clinic>(clinic);
    }

    /// <summary>The version that a request wrote, for its replay.</summary>
    internal static Task<Clinic?> Recall(Caller caller, Database database, int version) =>
        Read(caller, database, RecordState.Of(version, null));

    private static Task<Clinic?> Read(Caller caller, Database database, RecordState state) =>
        database.Read(caller, Sql.Statements(state.Flag), state.Arguments(caller.ClinicId), rows => rows.Single<Clinic>());
}
