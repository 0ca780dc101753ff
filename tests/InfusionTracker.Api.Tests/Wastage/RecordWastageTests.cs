using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

public sealed class RecordWastageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_container_is_recorded_with_its_waste_its_witness_and_its_lot()
    {
        var session = await Given.Session(service.Client);
        var answer = await DrawnUp.Record(service.Client, session);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal($"/v1/wastage/{answer.Id}", answer.Headers.Location!.ToString());
        foreach (var (member, value) in JsonNode.Parse(DrawnUp.Vial)!.AsObject())
        {
            Assert.Equal(value!.ToJsonString(), answer[member].ToJsonString());
        }

        Assert.Equal(session, (string)answer["sessionId"]!);
        Assert.Equal("final", (string)answer["status"]!);
        Assert.NotNull(answer["recordedBy"]);
    }

    [Fact]
    public async Task A_container_that_was_given_to_the_last_drop_needs_no_witness()
    {
        var answer = await DrawnUp.Record(service.Client, null, """{"drawnMg":50,"wastedMg":0,"occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""");
        Assert.Equal("0", answer["returnedMg"].ToJsonString());
        Assert.Null(answer.Json!["witness"]);
        Assert.Null(answer.Json!["lot"]);
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/wastage";
        var body = DrawnUp.Vial.Replace("{\"drawnMg\"", $$"""{"id":"{{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}}","drawnMg" """, StringComparison.Ordinal);
        var first = (await service.Client.Post(path, body)).Is(201);
        (await service.Client.Correct($"/v1/wastage/{first.Id}", """{"reason":"misread","wastedMg":14}""", "\"1\"")).Is(200);
        var second = (await service.Client.Post(path, body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post(path, body.Replace("14.50", "14.5", StringComparison.Ordinal))).Is(409);
        (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/wastage", body)).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        var path = $"/v1/sessions/{await Given.Session(service.Client)}/wastage";
        var first = (await service.Client.Post(path, DrawnUp.Vial, ("Idempotency-Key", "w-1"))).Is(201);
        var second = (await service.Client.Post(path, DrawnUp.Vial, ("Idempotency-Key", "w-1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Single((await service.Client.Get(path)).Is(200).Items);
    }

    [Fact]
    public async Task A_session_of_another_clinic_is_not_found()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Post($"/v1/sessions/{theirs}/wastage", DrawnUp.Vial)).Is(404);
        (await service.Client.Post($"/v1/sessions/{Guid.Empty}/wastage", DrawnUp.Vial)).Is(404);
    }

    [Fact]
    public async Task Nothing_is_recorded_of_a_retracted_session()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        (await service.Client.Post($"/v1/sessions/{session}/wastage", DrawnUp.Vial)).Is(409);
    }

    [Theory]
    [InlineData("\"drawnMg\":50.0,", "", 400, "/drawnMg")]
    [InlineData("\"wastedMg\":14.50,", "", 400, "/wastedMg")]
    [InlineData("\"drawnMg\":50.0", "\"drawnMg\":0", 422, "/drawnMg")]
    [InlineData("\"drawnMg\":50.0", "\"drawnMg\":1000000000", 422, "/drawnMg")]
    [InlineData("\"drawnMg\":50.0", "\"drawnMg\":\"50\"", 400, "/drawnMg")]
    [InlineData("\"drawnMg\":50.0", "\"drawnMg\":14.99", 422, "/wastedMg")]
    [InlineData("\"wastedMg\":14.50", "\"wastedMg\":-1", 422, "/wastedMg")]
    [InlineData("\"wastedMg\":14.50", "\"wastedMg\":50.5", 422, "/wastedMg")]
    [InlineData("\"wastedMg\":14.50", "\"wastedMg\":0.0000000001", 422, "/wastedMg")]
    [InlineData("\"returnedMg\":0.50", "\"returnedMg\":-0.5", 422, "/returnedMg")]
    [InlineData("\"returnedMg\":0.50", "\"returnedMg\":79228162514264337593543950335", 422, "/returnedMg")]
    [InlineData("\"witness\":\"rn-23\",", "", 422, "/witness")]
    [InlineData("\"witness\":\"rn-23\"", "\"witness\":\"rn-17\"", 422, "/witness")]
    [InlineData("\"witness\":\"rn-23\"", "\"witness\":\" RN-17\"", 422, "/witness")]
    [InlineData("\"witness\":\"rn-23\"", "\"witness\":\"\"", 422, "/witness")]
    [InlineData("\"performer\":\"rn-17\",", "", 400, "/performer")]
    [InlineData("\"lot\":\"KET-2207\"", "\"lot\":\"\"", 422, "/lot")]
    [InlineData("\"lot\":\"KET-2207\"", "\"batch\":\"KET-2207\"", 400, "/batch")]
    [InlineData("T11:00:00Z", "T11:00:00", 400, "/occurredAt")]
    [InlineData("T11:00:00Z", "T12:05:01Z", 422, "/occurredAt")]
    [InlineData("2026-06-15T", "1980-04-30T", 422, "/occurredAt")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string given, string instead, int status, string pointer)
    {
        var body = DrawnUp.Vial.Replace(given, instead, StringComparison.Ordinal);
        Assert.NotEqual(DrawnUp.Vial, body);
        var answer = (await service.Client.Post($"/v1/sessions/{await Given.Session(service.Client)}/wastage", body)).Is(status);
        Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task No_path_records_waste_that_nobody_saw()
    {
        var session = await Given.Session(service.Client);
        foreach (var (wasted, witness) in ((string, string)[])[("1", "null"), ("1", "'RN-17 '"), ("51", "'rn-23'"), ("-1", "'rn-23'")])
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => service.Superuser($"""
                set app.clinic_id = '{service.ClinicId}';
                insert into wastage (id, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness)
                values ('{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}', '{session}', 50, {wasted}, 0, '2026-06-15 11:00+00', 'rn-17', {witness})
                """));
        }
    }

    [Fact]
    public async Task Recording_needs_the_scope()
    {
        var session = await Given.Session(service.Client);
        using var dashboard = await service.As("dashboard");
        (await dashboard.Post($"/v1/sessions/{session}/wastage", DrawnUp.Vial)).Is(403);
    }
}
