using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Clinics;

public sealed class GetClinicTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_client_reads_the_clinic_of_its_key_and_no_other()
    {
        Assert.Equal(service.ClinicId.ToString(), (await service.Client.Get("/v1/clinic")).Is(200).Id);
        Assert.Equal(service.OtherClinicId.ToString(), (await service.OtherClient.Get("/v1/clinic")).Is(200).Id);
    }

    [Fact]
    public async Task A_version_or_a_time_before_the_clinic_is_not_found()
    {
        (await service.Client.Get("/v1/clinic?version=99")).Is(404);
        (await service.Client.Get("/v1/clinic?asOf=2000-01-01T00:00:00Z")).Is(404);
        (await service.Client.Get("/v1/clinic?version=1&asOf=2026-01-01T00:00:00Z")).Is(400);
    }
}
