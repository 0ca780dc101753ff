using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class CreateSessionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_session_is_recorded_as_planned_with_every_digit_it_was_given()
    {
        var patient = await Given.Patient(service.Client);
        var answer = (await service.Client.Post("/v1/sessions", $$"""
            {"patientId":"{{patient}}","indication":"generalized-anxiety-disorder","medication":"ketamine","route":"intravenous",
             "protocol":"iv-0.5-mg-kg-40-min","weightKg":70.50,"plannedDoseMgPerKg":0.50,"plannedDuration":"PT40M","scheduledAt":"2026-06-20T11:00:00+02:00"}
            """)).Is(201);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal($"/v1/sessions/{answer.Id}", answer.Headers.Location!.ToString());
        Assert.Equal("planned", (string)answer["status"]!);
        Assert.Equal(patient, (string)answer["patientId"]!);
        Assert.Equal("70.50", answer["weightKg"].ToJsonString());
        Assert.Equal("0.50", answer["plannedDoseMgPerKg"].ToJsonString());
        Assert.Equal("PT40M", (string)answer["plannedDuration"]!);
        Assert.Equal("2026-06-20T09:00:00Z", (string)answer["scheduledAt"]!);
        Assert.Null(answer.Json!["startedAt"]);
        Assert.Equal(answer.Text, (await service.Client.Get($"/v1/sessions/{answer.Id}?version=1")).Is(200).Text);
    }

    [Fact]
    public async Task A_session_needs_only_patient_indication_medication_and_route()
    {
        var answer = (await service.Client.Post("/v1/sessions", Body(await Given.Patient(service.Client)))).Is(201);
        Assert.Null(answer.Json!["weightKg"]);
        Assert.Null(answer.Json!["plannedDuration"]);
        Assert.Null(answer.Json!["protocol"]);
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var patient = await Given.Patient(service.Client);
        var body = Body(patient, $"\"id\":\"{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}\"");
        var first = (await service.Client.Post("/v1/sessions", body)).Is(201);
        var second = (await service.Client.Post("/v1/sessions", body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post("/v1/sessions", body.Replace("oral", "intravenous", StringComparison.Ordinal))).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var body = Body(await Given.Patient(service.Client));
        var first = (await service.Client.Post("/v1/sessions", body, ("Idempotency-Key", "s1"))).Is(201);
        var second = (await service.Client.Post("/v1/sessions", body, ("Idempotency-Key", "s1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        (await service.Client.Post("/v1/sessions", body.Replace("oral", "intravenous", StringComparison.Ordinal), ("Idempotency-Key", "s1"))).Is(422);
    }

    [Fact]
    public async Task A_patient_of_another_clinic_does_not_exist_here()
    {
        var theirs = await Given.Patient(service.OtherClient);
        (await service.Client.Post("/v1/sessions", Body(theirs))).Is(404);
        (await service.Client.Post("/v1/sessions", Body(Guid.Empty.ToString()))).Is(404);
    }

    [Fact]
    public async Task A_chart_that_is_retracted_takes_no_session()
    {
        var patient = await Given.Patient(service.Client);
        (await service.Client.Retract($"/v1/patients/{patient}")).Is(200);
        (await service.Client.Post("/v1/sessions", Body(patient))).Is(409);
    }

    [Theory]
    [InlineData("indication", "anxiety", "Give one of generalized-anxiety-disorder, panic-disorder, ")]
    [InlineData("medication", "Ketamine 50", "Give a code of small letters")]
    public async Task What_is_no_code_is_answered_with_what_is_one(string member, string value, string detail)
    {
        var refused = (await service.Client.Post("/v1/sessions", $$"""
            {"patientId":"{{await Given.Patient(service.Client)}}","indication":"other","medication":"ketamine","route":"oral"}
            """.Replace(member == "indication" ? "\"other\"" : "\"ketamine\"", $"\"{value}\"", StringComparison.Ordinal))).Is(422);
        Assert.StartsWith(detail, (string)refused["errors"][0]!["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"indication\":\"other\"", "\"indication\":\"anxiety\"", 422, "/indication")]
    [InlineData("\"indication\":\"other\"", "\"indication\":null", 400, "/indication")]
    [InlineData("\"indication\":\"other\",", "", 400, "/indication")]
    [InlineData("\"medication\":\"ketamine\"", "\"medication\":\"\"", 422, "/medication")]
    [InlineData("\"medication\":\"ketamine\"", "\"medication\":\"ketamine\",\"protocol\":\"\"", 422, "/protocol")]
    [InlineData("\"medication\":\"ketamine\"", "\"medication\":\"Ketamine 50\"", 422, "/medication")]
    [InlineData("\"medication\":\"ketamine\"", "\"medication\":\"ketamine\\n\"", 422, "/medication")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"by mouth\"", 422, "/route")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"weightKg\":19.9", 422, "/weightKg")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"weightKg\":350.0000000000000000000000001", 422, "/weightKg")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"weightKg\":\"70\"", 400, "/weightKg")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"plannedDoseMgPerKg\":0.00", 422, "/plannedDoseMgPerKg")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"plannedDoseMgPerKg\":50", 422, "/plannedDoseMgPerKg")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"plannedDuration\":\"PT0S\"", 422, "/plannedDuration")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"plannedDuration\":\"P1DT1S\"", 422, "/plannedDuration")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"plannedDuration\":40", 400, "/plannedDuration")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"protocol\":\"iv 0.5\"", 422, "/protocol")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"scheduledAt\":\"2026-06-20T11:00:00\"", 400, "/scheduledAt")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"scheduledAt\":\"2031-07-01T00:00:00Z\"", 422, "/scheduledAt")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"scheduledAt\":\"0001-01-01T00:00:00Z\"", 422, "/scheduledAt")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"scheduledAt\":\"1980-04-30T00:00:00Z\"", 422, "/scheduledAt")]
    [InlineData("\"route\":\"oral\"", "\"route\":\"oral\",\"status\":\"completed\"", 400, "/status")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string member, string instead, int status, string pointer)
    {
        var body = Body(await Given.Patient(service.Client)).Replace(member, instead, StringComparison.Ordinal);
        var answer = (await service.Client.Post("/v1/sessions", body)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task A_plan_reaches_up_to_five_years()
    {
        var body = Body(await Given.Patient(service.Client), "\"scheduledAt\":\"2031-06-15T12:00:00Z\"");
        (await service.Client.Post("/v1/sessions", body)).Is(201);
    }

    private static string Body(string patientId, string? members = null) =>
        $$"""{"patientId":"{{patientId}}","indication":"other","medication":"ketamine","route":"oral"{{(members is null ? "" : "," + members)}}}""";
}
