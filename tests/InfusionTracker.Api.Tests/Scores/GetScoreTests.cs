using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class GetScoreTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_earlier_state_of_a_score_can_be_read()
    {
        var score = await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);
        var corrected = (await service.Client.Correct($"/v1/scores/{score.Id}", """{"reason":"added wrongly","total":30}""", score.ETag)).Is(200);
        Assert.Equal(corrected.Text, (await service.Client.Get($"/v1/scores/{score.Id}")).Is(200).Text);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{score.Id}?version=1")).Is(200).Text);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{score.Id}?asOf={score["recordedAt"]}")).Is(200).Text);
        (await service.Client.Get($"/v1/scores/{score.Id}?version=3")).Is(404);
        (await service.Client.Get($"/v1/scores/{score.Id}?asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"/v1/scores/{score.Id}?version=1&asOf=2020-01-01T00:00:00Z")).Is(400);
    }

    [Fact]
    public async Task Whether_its_recall_overlaps_is_told_by_the_infusions_that_were_known_then()
    {
        var patient = await Given.Patient(service.Client);
        var id = Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset());
        var body = $$"""{"id":"{{id}}","patientId":"{{patient}}","instrument":"GAD7","total":10,"assessedAt":"2026-03-03T09:00:00Z","performer":"rn-17"}""";
        var score = (await service.Client.Post("/v1/scores", body)).Is(201);
        Assert.Null(score.Json!["recallOverlapsBaseline"]);
        var then = await service.RecordedNow();
        var session = await Given.StartedSession(service.Client, "2026-03-02T09:00:00Z", patient);
        Assert.True((bool)(await service.Client.Get($"/v1/scores/{id}")).Is(200)["recallOverlapsBaseline"]!);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{id}?version=1")).Is(200).Text);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{id}?asOf={then}")).Is(200).Text);
        Assert.Equal(score.Text, (await service.Client.Post("/v1/scores", body)).Is(201).Text);
        var between = await service.RecordedNow();
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        Assert.True((bool)(await service.Client.Get($"/v1/scores/{id}?asOf={between}")).Is(200)["recallOverlapsBaseline"]!);
    }

    [Fact]
    public async Task A_score_of_another_clinic_is_none_here()
    {
        var score = await Rated.Total(service.OtherClient, await Given.Patient(service.OtherClient), "2026-03-02T08:00:00Z", 31);
        foreach (var query in (string[])["", "?version=1", $"?asOf={score["recordedAt"]}"])
        {
            (await service.OtherClient.Get($"/v1/scores/{score.Id}{query}")).Is(200);
            (await service.Client.Get($"/v1/scores/{score.Id}{query}")).Is(404);
        }
    }
}
