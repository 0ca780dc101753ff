using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

public sealed class GetWastageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_record_of_wastage_reads_as_it_was_answered_when_recorded()
    {
        var recorded = await DrawnUp.Record(service.Client);
        var read = (await service.Client.Get($"/v1/wastage/{recorded.Id}")).Is(200);
        Assert.Equal(recorded.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
    }

    [Fact]
    public async Task Every_version_and_every_recorded_time_stays_readable()
    {
        var first = await DrawnUp.Record(service.Client);
        var path = $"/v1/wastage/{first.Id}";
        (await service.Client.Correct(path, """{"reason":"misread","wastedMg":14.25}""", first.ETag)).Is(200);
        Assert.Equal(first.Text, (await service.Client.Get(path + "?version=1")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"{path}?asOf={first["recordedAt"]}")).Is(200).Text);
        Assert.Equal("14.25", (await service.Client.Get(path)).Is(200)["wastedMg"].ToJsonString());
        (await service.Client.Get(path + "?version=3")).Is(404);
        (await service.Client.Get(path + "?asOf=2000-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"{path}?version=1&asOf=2000-01-01T00:00:00Z")).Is(400);
    }

    [Fact]
    public async Task A_record_of_wastage_of_another_clinic_is_not_found()
    {
        var theirs = await DrawnUp.Record(service.OtherClient);
        (await service.Client.Get($"/v1/wastage/{theirs.Id}")).Is(404);
        (await service.Client.Get($"/v1/wastage/{theirs.Id}?version=1")).Is(404);
        (await service.Client.Get($"/v1/wastage/{Guid.Empty}")).Is(404);
    }
}
