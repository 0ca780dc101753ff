using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class MergePatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Two_charts_of_one_patient_become_one()
    {
        var twice = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"M-1"}]}""")).Is(201);
        var stays = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"M-2"}]}""")).Is(201);
        var session = await Given.Session(service.Client, twice.Id);
        var merged = (await service.Client.Post($"/v1/patients/{twice.Id}/merge", $$"""{"into":"{{stays.Id}}","reason":"same person"}""")).Is(200);
        Assert.Equal(stays.Id, (string)merged["mergedInto"]!);
        Assert.Equal(stays.Id, (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["patientId"]!);
        Assert.Equal(twice.Id, (string)(await service.Client.Get($"/v1/sessions/{session}?version=1")).Is(200)["patientId"]!);
        Assert.Equal(stays.Id, (string)(await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CM-1")).Items.Single()!["id"]!);
        Assert.Equal(2, (await service.Client.Get($"/v1/patients/{stays.Id}"))["identifiers"].AsArray().Count);
        (await service.Client.Post("/v1/sessions", $$"""{"patientId":"{{twice.Id}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(409);
        (await service.Client.Post($"/v1/patients/{stays.Id}/merge", $$"""{"into":"{{twice.Id}}","reason":"back"}""")).Is(409);
    }

    [Fact]
    public async Task A_chart_is_merged_into_another_of_the_same_clinic()
    {
        var patient = await Given.Patient(service.Client);
        (await service.Client.Post($"/v1/patients/{patient}/merge", $$"""{"into":"{{patient}}","reason":"x"}""")).Is(422);
        (await service.Client.Post($"/v1/patients/{patient}/merge", $$"""{"into":"{{await Given.Patient(service.OtherClient)}}","reason":"x"}""")).Is(404);
        (await service.Client.Post($"/v1/patients/{Guid.Empty}/merge", $$"""{"into":"{{patient}}","reason":"x"}""")).Is(404);
    }
}
