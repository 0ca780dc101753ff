using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Clinics;

public sealed class ChangeClinicTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_clinic_has_defaults_that_work()
    {
        var clinic = (await service.OtherClient.Get("/v1/clinic?version=1")).Is(200);
        Assert.Equal(5, (int)clinic["minimumCell"]!);
        Assert.Equal("P14D", (string)clinic["lookBack"]!);
        Assert.Equal("P1D", (string)clinic["rightNowLookBack"]!);
        Assert.Equal("P90D", (string)clinic["screeningLookBack"]!);
        Assert.Equal("P28D", (string)clinic["courseGap"]!);
        Assert.Equal("PT40M±PT10M", (string)clinic["windows"]![0]!);
        Assert.Equal("\"1\"", clinic.ETag);
    }

    [Fact]
    public async Task A_change_is_a_version_and_earlier_settings_stay_readable()
    {
        var before = (await service.Client.Get("/v1/clinic")).Is(200);
        (await service.Client.Send(HttpMethod.Patch, "/v1/clinic", """{"minimumCell":7}""")).Is(428);
        (await service.Client.Patch("/v1/clinic", """{"minimumCell":7}""", "\"77\"")).Is(412);
        var after = (await service.Client.Patch(
            "/v1/clinic", """{"minimumCell":7,"timeZone":"Asia/Kathmandu","windows":["P1D+-PT6H"],"reason":"as decided in May"}""", before.ETag)).Is(200);
        Assert.Equal((int)before["version"]! + 1, (int)after["version"]!);
        Assert.Equal("P1D±PT6H", (string)Assert.Single(after["windows"]!.AsArray())!);
        Assert.Equal((string)before["lookBack"]!, (string)after["lookBack"]!);

        var then = (await service.Client.Get($"/v1/clinic?version={before["version"]}")).Is(200);
        Assert.Equal((int)before["minimumCell"]!, (int)then["minimumCell"]!);
        Assert.Equal((string)before["timeZone"]!, (string)then["timeZone"]!);
        var asOf = (await service.Client.Get($"/v1/clinic?asOf={Uri.EscapeDataString((string)before["recordedAt"]!)}")).Is(200);
        Assert.Equal((int)before["version"]!, (int)asOf["version"]!);
    }

    [Theory]
    [InlineData("PT24H")]
    [InlineData("P1D")]
    [InlineData("P27DT36H")]
    [InlineData("PT0.000001S")]
    public async Task A_span_keeps_its_days_and_its_hours_through_later_changes(string span)
    {
        var changed = (await service.Client.Patch(
            "/v1/clinic", $$"""{"lookBack":"{{span}}","rightNowLookBack":"{{span}}","screeningLookBack":"{{span}}","courseGap":"{{span}}"}""", "*")).Is(200);
        var later = (await service.Client.Patch("/v1/clinic", """{"minimumCell":5}""", changed.ETag)).Is(200);
        var read = (await service.Client.Get("/v1/clinic")).Is(200);
        var then = (await service.Client.Get($"/v1/clinic?version={changed["version"]}")).Is(200);
        Assert.All(
            from clinic in new[] { changed, later, read, then }
            from name in new[] { "lookBack", "rightNowLookBack", "screeningLookBack", "courseGap" }
            select (string)clinic[name]!,
            told => Assert.Equal(span, told));
    }

    [Theory]
    [InlineData("""{"windows":[]}""", "/windows")]
    [InlineData("""{"windows":["PT2H±PT30M","PT2H30M±PT1H"]}""", "/windows")]
    [InlineData("""{"windows":["PT10M±PT20M"]}""", "/windows")]
    [InlineData("""{"windows":["PT40M±PT10M, PT2H±PT30M"]}""", "/windows")]
    [InlineData("""{"windows":["soon"]}""", "/windows")]
    [InlineData("""{"lookBack":"PT0S"}""", "/lookBack")]
    [InlineData("""{"rightNowLookBack":"P-1D"}""", "/rightNowLookBack")]
    [InlineData("""{"screeningLookBack":"P367D"}""", "/screeningLookBack")]
    [InlineData("""{"courseGap":"P367D"}""", "/courseGap")]
    [InlineData("""{"minimumCell":0}""", "/minimumCell")]
    [InlineData("""{"timeZone":"Europe/Atlantis"}""", "/timeZone")]
    [InlineData("""{"name":""}""", "/name")]
    [InlineData("""{"name":" \u00a0"}""", "/name")]
    public async Task What_no_clinic_can_mean_is_refused(string body, string pointer)
    {
        var clinic = (await service.Client.Get("/v1/clinic")).Is(200);
        var refused = (await service.Client.Patch("/v1/clinic", body, clinic.ETag)).Is(422);
        Assert.Equal(pointer, (string)refused["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task Onset_rests_on_the_settings_of_its_time()
    {
        var patient = (await service.OtherClient.Post("/v1/patients", "{}")).Is(201).Id;
        var session = (await service.OtherClient.Post(
            "/v1/sessions", $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous","weightKg":70}""")).Is(201).Id;
        (await service.OtherClient.Post(
            $"/v1/sessions/{session}/infusion-events",
            """{"type":"start","occurredAt":"2026-06-01T09:00:00Z","performer":"rn-1","rate":{"value":52.5,"unit":"mg/h"}}""")).Is(201);
        await Score("2026-05-25T09:00:00Z", 31, "P7D");
        await Score("2026-06-01T13:00:00Z", 14, "PT1H");

        var before = (await service.OtherClient.Get($"/v1/sessions/{session}/onset?instrument=HAMA")).Is(200);
        Assert.Equal(31, (int)before["baseline"]!["total"]!);
        Assert.Equal("PT4H", (string)before["points"]![0]!["window"]!);

        var clinic = (await service.OtherClient.Get("/v1/clinic")).Is(200);
        var changed = (await service.OtherClient.Patch("/v1/clinic", """{"lookBack":"P6D","windows":["PT3H±PT1H"]}""", clinic.ETag)).Is(200);
        var after = (await service.OtherClient.Get($"/v1/sessions/{session}/onset?instrument=HAMA")).Is(200);
        Assert.Null(after["baseline"]!["total"]);
        Assert.Equal("olderThanLookBack", (string)after["baseline"]!["missing"]!);
        Assert.Equal("PT3H", (string)after["points"]![0]!["window"]!);
        Assert.Equal((int)changed["version"]!, (int)after["rules"]!["settingsVersion"]!);
        var asked = (await service.OtherClient.Get($"/v1/sessions/{session}/onset?instrument=HAMA&lookBack=P14D")).Is(200);
        Assert.Equal(31, (int)asked["baseline"]!["total"]!);

        var recordedAt = DateTimeOffset.Parse((string)changed["recordedAt"]!, CultureInfo.InvariantCulture).AddMicroseconds(-1);
        var then = (await service.OtherClient.Get(
            $"/v1/sessions/{session}/onset?instrument=HAMA&asOf={Uri.EscapeDataString(recordedAt.ToString("o", CultureInfo.InvariantCulture))}")).Is(200);
        Assert.True(JsonNode.DeepEquals(before["points"], then["points"]));
        Assert.Equal((int)clinic["version"]!, (int)then["rules"]!["settingsVersion"]!);

        async Task Score(string at, int total, string recall) => (await service.OtherClient.Post(
            "/v1/scores", $$"""{"patientId":"{{patient}}","instrument":"HAMA","assessedAt":"{{at}}","total":{{total}},"recallPeriod":"{{recall}}","performer":"md-1"}""")).Is(201);
    }
}
