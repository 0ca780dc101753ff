using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

public sealed class GetSessionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_session_of_another_clinic_does_not_exist_here()
    {
        var theirs = await Given.Session(service.OtherClient);
        (await service.Client.Get($"/v1/sessions/{theirs}")).Is(404);
        (await service.Client.Get($"/v1/sessions/{theirs}?version=1")).Is(404);
        (await service.Client.Get($"/v1/sessions/{theirs}?asOf=2199-01-01T00:00:00Z")).Is(404);
    }

    [Fact]
    public async Task A_session_was_not_there_before_it_was_recorded()
    {
        var session = await Given.Session(service.Client);
        (await service.Client.Get($"/v1/sessions/{session}?asOf=2020-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get($"/v1/sessions/{session}?version=2")).Is(404);
    }

    [Fact]
    public async Task A_session_reads_alike_at_its_version_and_at_a_time()
    {
        var session = await Given.Session(service.Client, null, "\"scheduledAt\":\"2026-06-20T09:00:00.123456Z\"");
        var current = (await service.Client.Get($"/v1/sessions/{session}")).Is(200);
        Assert.Equal(current.Text, (await service.Client.Get($"/v1/sessions/{session}?version=1")).Is(200).Text);
        Assert.Equal(current.Text, (await service.Client.Get($"/v1/sessions/{session}?asOf=2199-01-01T00:00:00Z")).Is(200).Text);
    }
}
