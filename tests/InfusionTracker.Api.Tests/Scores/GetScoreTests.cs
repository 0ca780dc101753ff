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
