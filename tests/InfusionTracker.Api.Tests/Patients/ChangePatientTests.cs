using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class ChangePatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_change_says_which_version_it_is_of()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        var path = $"/v1/patients/{patient.Id}";
        (await service.Client.Send(HttpMethod.Patch, path, """{"sex":"female"}""")).Is(428);
        (await service.Client.Patch(path, """{"sex":"female"}""", "\"7\"")).Is(412);
        var changed = (await service.Client.Patch(path, """{"sex":"female"}""", patient.ETag)).Is(200);
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal("corrected", (string)changed["status"]!);
        (await service.Client.Patch(path, """{"sex":"other"}""", patient.ETag)).Is(412);
        (await service.OtherClient.Patch(path, """{"sex":"other"}""", changed.ETag)).Is(404);
    }

    [Fact]
    public async Task An_identifier_that_is_given_up_is_free_for_another_chart()
    {
        const string identifier = """{"identifiers":[{"system":"urn:example:mrn","value":"C-1"}]}""";
        var patient = (await service.Client.Post("/v1/patients", identifier)).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"identifiers":[{"system":"urn:example:mrn","value":"C-2"}]}""", patient.ETag)).Is(200);
        (await service.Client.Post("/v1/patients", identifier)).Is(201);
        Assert.Single((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CC-2")).Items);
    }

    [Theory]
    [InlineData("""{"patientId":"x"}""", 400)]
    [InlineData("""{"birthDate":"2200-01-01"}""", 422)]
    [InlineData("""{"reason":""}""", 422)]
    public async Task What_cannot_be_is_refused(string body, int status)
    {
        var patient = (await service.Client.Post("/v1/patients", "{}")).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", body, patient.ETag)).Is(status);
    }
}
