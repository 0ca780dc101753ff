using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class GetPatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_version_stays_readable_and_a_recorded_time_shows_what_was_known_then()
    {
        var first = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        var second = (await service.Client.Patch($"/v1/patients/{first.Id}", """{"sex":"female","reason":"misread"}""", first.ETag)).Is(200);
        Assert.Equal("female", (string)(await service.Client.Get($"/v1/patients/{first.Id}"))["sex"]!);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/patients/{first.Id}?version=1")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/patients/{first.Id}?asOf={first["recordedAt"]}")).Is(200).Text);
        Assert.Equal(second.Text, (await service.Client.Get($"/v1/patients/{first.Id}?asOf={second["recordedAt"]}")).Is(200).Text);
        (await service.Client.Get($"/v1/patients/{first.Id}?version=3")).Is(404);
        (await service.Client.Get($"/v1/patients/{first.Id}?asOf=2020-01-01T00:00:00Z")).Is(404);
    }

    [Theory]
    [InlineData("version=1&asOf=2026-01-01T00:00:00Z")]
    [InlineData("version=x")]
    [InlineData("version=-1")]
    [InlineData("asOf=2026-01-01T00:00:00")]
    [InlineData("asOf=yesterday")]
    [InlineData("colour=red")]
    [InlineData("asOf=%00")]
    public async Task A_question_that_makes_no_sense_is_malformed(string query) =>
        (await service.Client.Get($"/v1/patients/{await Given.Patient(service.Client)}?{query}")).Is(400);

    [Fact]
    public async Task Another_clinics_patient_is_as_one_that_never_was()
    {
        var patient = await Given.Patient(service.Client);
        var foreign = (await service.OtherClient.Get($"/v1/patients/{patient}")).Is(404);
        var never = (await service.OtherClient.Get($"/v1/patients/{Guid.Empty}")).Is(404);
        Assert.Equal((string)never["detail"]!, (string)foreign["detail"]!);
        (await service.Client.Get("/v1/patients/not-a-uuid")).Is(404);
    }
}
