using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

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

    [Fact]
    public async Task Why_a_record_was_retracted_stays_with_it()
    {
        var twice = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, twice);
        var score = await Rated.Total(service.Client, twice, "2026-06-15T11:00:00Z", 7);
        (await service.Client.Retract($"/v1/sessions/{session}", "wrong room")).Is(200);
        (await service.Client.Retract($"/v1/scores/{score.Id}", "wrong form")).Is(200);
        (await service.Client.Post($"/v1/patients/{twice}/merge", $$"""{"into":"{{await Given.Patient(service.Client)}}","reason":"same person"}""")).Is(200);
        Assert.Equal("wrong room", (string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["reason"]!);
        Assert.Equal("wrong form", (string)(await service.Client.Get($"/v1/scores/{score.Id}")).Is(200)["reason"]!);
    }

    [Fact]
    public async Task Nothing_comes_to_a_chart_from_before_its_birth_date()
    {
        var young = (await service.Client.Post("/v1/patients", """{"birthDate":"2026-06-16"}""")).Is(201);
        var rated = await Given.Patient(service.Client);
        await Rated.Total(service.Client, rated, "2026-06-15T11:00:00Z", 7);
        var observed = await Given.Patient(service.Client);
        var heartRate = await Given.HeartRate(service.Client, await Given.Session(service.Client, observed));
        var body = $$"""{"into":"{{young.Id}}","reason":"same person","confirmed":{"by":"rn-17","reason":"the date is a typing error"} }""";
        foreach (var patient in (string[])[rated, observed])
        {
            var refused = (await service.Client.Post($"/v1/patients/{patient}/merge", body)).Is(422);
            Assert.Equal("/into", (string)refused["errors"][0]!["pointer"]!);
        }

        (await service.Client.Retract($"/v1/observations/{heartRate.Id}")).Is(200);
        (await service.Client.Post($"/v1/patients/{observed}/merge", body)).Is(200);
        (await service.Client.Patch($"/v1/patients/{young.Id}", """{"birthDate":"2026-06-15"}""", young.ETag)).Is(200);
        (await service.Client.Post($"/v1/patients/{rated}/merge", body)).Is(200);
    }

    [Fact]
    public async Task Charts_of_different_birth_dates_or_sexes_are_merged_where_somebody_has_checked_that()
    {
        var stays = await Given.Patient(service.Client);
        foreach (var members in (string[])["\"birthDate\":\"1980-05-02\"", "\"sex\":\"male\""])
        {
            var chart = (await service.Client.Post("/v1/patients", $"{{{members}}}")).Is(201).Id;
            var refused = (await service.Client.Merge(chart, stays)).Is(422);
            Assert.Equal("/confirmed", (string)refused["errors"].AsArray().Single()!["pointer"]!);
            Assert.Equal("/confirmed/by", (string)(await service.Client.Merge(chart, stays, ",\"confirmed\":{\"by\":\" \",\"reason\":\"x\"}")).Is(422)["errors"][0]!["pointer"]!);
            Assert.Equal("/confirmed/reason", (string)(await service.Client.Merge(chart, stays, ",\"confirmed\":{\"by\":\"rn-17\"}")).Is(400)["errors"][0]!["pointer"]!);
            var merged = (await service.Client.Merge(chart, stays, ",\"confirmed\":{\"by\":\"rn-17\",\"reason\":\"saw the passport\"}")).Is(200);
            Assert.Equal("""{"by":"rn-17","reason":"saw the passport"}""", merged["confirmed"].ToJsonString());
            Assert.Equal("rn-17", (string)(await service.Client.Get($"/v1/patients/{chart}")).Is(200)["confirmed"]!["by"]!);
            Assert.False((await service.Client.Unmerge(chart)).Is(200).Json!.AsObject().ContainsKey("confirmed"));
            Assert.Equal("rn-17", (string)(await service.Client.Get($"/v1/patients/{chart}?version=2")).Is(200)["confirmed"]!["by"]!);
        }
    }

    [Fact]
    public async Task What_is_not_known_of_a_chart_contradicts_nothing()
    {
        var stays = await Given.Patient(service.Client);
        foreach (var chart in (string[])["{}", """{"sex":"unknown"}""", """{"birthDate":"1980-05-01","sex":"unknown"}"""])
        {
            (await service.Client.Merge((await service.Client.Post("/v1/patients", chart)).Is(201).Id, stays)).Is(200);
        }
    }
}
