using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Patients;

public static class PatientRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Columns.ReadJson<IReadOnlyList<Identifier>>();
        Columns.ReadJson<PatientName>();
        var patients = v1.MapGroup("/patients").WithTags("Patients");
        patients.MapPost("/", CreatePatient.Handle).WithName(nameof(CreatePatient)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
        patients.MapPut("/", SavePatient.Handle).WithName(nameof(SavePatient)).Needs(Scopes.SessionsWrite).Answers(409, 412, 413, 415, 422);
        patients.MapPost("/search", SearchPatients.Handle).WithName(nameof(SearchPatients)).Needs(Scopes.RecordsRead).Reads().Answers(413, 415, 422);
        patients.MapGet("/", ListPatients.Handle).WithName(nameof(ListPatients)).Needs(Scopes.RecordsRead);
        patients.MapGet("/{patientId:guid}", GetPatient.Handle).WithName(nameof(GetPatient)).Needs(Scopes.RecordsRead).Answers(404);
        patients.MapPatch("/{patientId:guid}", ChangePatient.Handle).WithName(nameof(ChangePatient)).Needs(Scopes.SessionsWrite).Answers(404, 409, 412, 413, 415, 422, 428);
        patients.MapPost("/{patientId:guid}/retraction", RetractPatient.Handle).WithName(nameof(RetractPatient)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
        patients.MapPost("/{patientId:guid}/merge", MergePatient.Handle).WithName(nameof(MergePatient)).Needs(Scopes.SessionsWrite).Answers(404, 409, 413, 415, 422);
    }
}
