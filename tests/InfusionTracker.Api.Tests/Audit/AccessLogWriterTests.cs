using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Reads of one clinic that cannot be logged keep nobody else's.</summary>
public sealed class AccessLogWriterTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly RunningService _service = new(postgres);

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_read_that_cannot_be_logged_keeps_no_other_and_is_logged_once_it_can_be()
    {
        await Refuse("operation = 'Refused'");
        var log = _service.Services.GetRequiredService<AccessLog>();
        for (var i = 0; i < 40; i++)
        {
            await log.Take(new DefaultHttpContext(), Caller(_service.ClinicId, i == 17 ? "Refused" : "Own"), answer: null);
            await log.Take(new DefaultHttpContext(), Caller(_service.OtherClinicId, "Others"), answer: null);
        }

        await Seals.Eventually(async () => await Logged("Others") == 40, "The other clinic's reads were not logged.");
        await Seals.Eventually(async () => await Logged("Own") == 39, "What can be logged of the clinic was not.");
        Assert.Equal(0L, await Logged("Refused"));
        await _service.Superuser("drop trigger refuse_reads on access_log");
        await Seals.Eventually(async () => await Logged("Refused") == 1, "The read was not logged when it could be.");
        await Seals.AreDone(_service);
        Assert.Equal((40L, 39L, 1L), (await Logged("Others"), await Logged("Own"), await Logged("Refused")));
    }

    [Fact]
    public async Task A_clinic_whose_reads_cannot_be_logged_is_refused_them_in_time_and_the_others_read_on()
    {
        await Refuse($"clinic_id = '{_service.ClinicId}'");
        var log = _service.Services.GetRequiredService<AccessLog>();
        ProblemException? refusal = null;
        for (var i = 0; i < 100_000 && refusal is null; i++)
        {
            try
            {
                await log.Take(new DefaultHttpContext(), Caller(_service.ClinicId, "Own"), answer: null);
                await Task.Delay(i % 1000 == 0 ? 20 : 0, TestContext.Current.CancellationToken);
            }
            catch (ProblemException e)
            {
                refusal = e;
            }
        }

        Assert.Equal(503, refusal?.Problem.Status);
        await log.Take(new DefaultHttpContext(), Caller(_service.OtherClinicId, "Others"), answer: null);
        await Seals.Eventually(async () => await Logged("Others") == 1, "The other clinic's read was not logged.");
        await _service.Superuser("drop trigger refuse_reads on access_log");
        await Seals.Eventually(
            async () =>
            {
                try
                {
                    await log.Take(new DefaultHttpContext(), Caller(_service.ClinicId, "Again"), answer: null);
                    return true;
                }
                catch (ProblemException)
                {
                    return false;
                }
            },
            "The clinic can still not read.");
        await Seals.Eventually(async () => await Logged("Again") == 1, "Its read was not logged.");
    }

    private static Caller Caller(Guid clinic, string operation) => new() { ClinicId = clinic, Scope = "records:read", RequestId = "r", Operation = operation };

    private async Task<long> Logged(string operation) => (long)(await _service.Superuser($"select count(*) from access_log where operation = '{operation}'"))!;

    private Task<object?> Refuse(string which) => _service.Superuser($"""
        create function refuse_reads() returns trigger language plpgsql as $$
        begin
          raise exception using errcode = 'check_violation', message = 'refused';
        end $$;
        create trigger refuse_reads before insert on access_log for each row when (new.{which}) execute function refuse_reads();
        """);
}
