using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class GetObservationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task An_observation_is_read_as_it_stands_at_a_version_and_as_of_a_recorded_time()
    {
        var first = await Given.HeartRate(service.Client);
        var path = $"/v1/observations/{first.Id}";
        var second = (await service.Client.Correct(path, """{"reason":"x","value":73}""", "\"1\"")).Is(200);
        Assert.Equal(second.Text, (await service.Client.Get(path)).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get(path + "?version=1")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"{path}?asOf={first["recordedAt"]}")).Is(200).Text);
        Assert.Equal(second.Text, (await service.Client.Get($"{path}?asOf={second["recordedAt"]}")).Is(200).Text);
    }

    [Fact]
    public async Task A_version_that_never_was_is_not_found()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        (await service.Client.Get(path + "?version=2")).Is(404);
        (await service.Client.Get(path + "?asOf=2001-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get(path + "?version=1&asOf=2001-01-01T00:00:00Z")).Is(400);
    }

    [Fact]
    public async Task An_observation_of_another_clinic_is_as_one_that_never_was()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.OtherClient)).Id}";
        (await service.Client.Get(path)).Is(404);
        (await service.Client.Get(path + "?version=1")).Is(404);
    }
}
