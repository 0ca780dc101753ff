using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class RetractPatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_chart_made_in_error_leaves_the_list_and_stays_in_the_history()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"R-1"}]}""")).Is(201);
        var retracted = (await service.Client.Retract($"/v1/patients/{patient.Id}", "made twice")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("made twice", (string)retracted["reason"]!);
        Assert.Equal(retracted.Text, (await service.Client.Retract($"/v1/patients/{patient.Id}", "again")).Is(200).Text);
        Assert.Empty((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CR-1")).Items);
        Assert.Equal("final", (string)(await service.Client.Get($"/v1/patients/{patient.Id}?version=1"))["status"]!);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"male"}""", retracted.ETag)).Is(409);
        (await service.OtherClient.Retract($"/v1/patients/{patient.Id}")).Is(404);
    }

    [Fact]
    public async Task A_chart_with_records_is_not_retracted()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient);
        (await service.Client.Retract($"/v1/patients/{patient}")).Is(409);
    }

    [Fact]
    public async Task A_retraction_says_why() =>
        (await service.Client.Post($"/v1/patients/{await Given.Patient(service.Client)}/retraction", "{}")).Is(400);
}
