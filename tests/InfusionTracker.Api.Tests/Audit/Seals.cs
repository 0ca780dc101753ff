using System.Diagnostics.Metrics;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Waits for what is done in the background.</summary>
internal static class Seals
{
    /// <summary>A sealer without a service.</summary>
    public static Sealer Sealer(NpgsqlDataSource source, IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var backlog = new SealingBacklog(source, NullLogger<SealingBacklog>.Instance, services.GetRequiredService<IMeterFactory>());
        return new Sealer(source, backlog, configuration, NullLogger<Sealer>.Instance);
    }

    /// <summary>All that was changed and read before this is sealed.</summary>
    public static async Task AreDone(RunningService service)
    {
        // A read is written within a quarter of a second, and sealed within half a second of that.
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await Eventually(async () => (long)(await service.Superuser("select count(*) from unsealed"))! == 0, "What happened was not sealed.");
    }

    public static async Task Eventually(Func<Task<bool>> holds, string otherwise)
    {
        for (var tries = 0; tries < 150; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail(otherwise);
    }
}
