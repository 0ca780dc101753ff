using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.Testing;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What <c>/health/ready</c> tells a load balancer and an operator.</summary>
public sealed class ReadinessTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_service_that_can_work_names_its_build_and_each_check()
    {
        await using var app = await AtItsOwnTime(Duration.Zero);
        var answer = await Ready(app, 200);
        Assert.Matches(@"^\d+\.\d+\.\d+", (string)answer["version"]!);
        var checks = answer["checks"].AsObject();
        Assert.Superset(new HashSet<string> { "database", "durability", "clockSkew" }, checks.Select(check => check.Key).ToHashSet());
        Assert.All(checks, check => Assert.True(check.Key == "durability" || (string)check.Value! == "ok", answer.Text));
        Assert.DoesNotContain(answer["details"].AsObject(), detail => detail.Key != "durability");
    }

    [Theory]
    [InlineData(-90, "ahead of")]
    [InlineData(90, "behind")]
    public async Task A_clock_that_differs_from_the_databases_is_told_in_seconds_and_the_service_works_on(int seconds, string where)
    {
        await using var app = await AtItsOwnTime(Duration.FromSeconds(seconds));
        var answer = await Ready(app, 200);
        Assert.Equal("degraded", (string)answer["checks"]["clockSkew"]!);
        Assert.Matches($@"^The database's clock is \d+\.\d s {where} the service's\.", (string)answer["details"]["clockSkew"]!);
    }

    [Fact]
    public async Task Without_its_database_the_service_is_not_ready_until_it_is_back()
    {
        await using var app = await AtItsOwnTime(Duration.Zero);
        await Ready(app, 200);
        await service.Superuser("do $$ begin execute format('alter database %I connection limit 0', current_database()); end $$");
        await service.Superuser("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'InfusionTracker'");
        var answer = await Ready(app, 503);
        Assert.Equal("/problems/unavailable", (string)answer["type"]!);
        Assert.Equal("failed", (string)answer["checks"]["database"]!);
        Assert.Contains("database: The database does not answer.", (string)answer["detail"]!);
        Assert.NotNull(answer.Headers.RetryAfter);
        await service.Superuser("do $$ begin execute format('alter database %I connection limit -1', current_database()); end $$");
        await Ready(app, 200);
    }

    [Fact]
    public async Task A_check_that_gets_no_answer_is_made_once_and_holds_up_nobody()
    {
        var made = 0;
        var readiness = new ServiceReadiness(
            [
                new ReadinessCheck("database", StopsService: true, _ =>
                {
                    made++;
                    return new TaskCompletionSource<string?>().Task;
                }),
                new ReadinessCheck("sealing", StopsService: false, _ => throw new InvalidOperationException("It broke.")),
                new ReadinessCheck("clockSkew", StopsService: false, _ => Task.FromResult<string?>(null)),
            ],
            NullLogger<ServiceReadiness>.Instance);
        foreach (var (answer, isReady) in await Task.WhenAll(readiness.Look(), readiness.Look(), readiness.Look()))
        {
            Assert.False(isReady);
            Assert.Equal(("failed", "degraded", "ok"), (answer.Checks["database"], answer.Checks["sealing"], answer.Checks["clockSkew"]));
            Assert.Equal("The database does not answer.", answer.Details["database"]);
            Assert.DoesNotContain("It broke.", answer.Details["sealing"]);
        }

        Assert.Equal(1, made);
    }

    private static async Task<Answer> Ready(WebApplication app, int status)
    {
        using var client = new ApiClient(new Uri(app.Urls.First()), null);
        return (await client.Get("/health/ready")).Is(status);
    }

    /// <summary>An instance whose clock is the machine's, or stands so far from the database's.</summary>
    private async Task<WebApplication> AtItsOwnTime(Duration ahead)
    {
        var seconds = (double)(await service.Superuser("select extract(epoch from clock_timestamp())::double precision"))!;
        var clock = new FakeClock(Instant.FromUnixTimeTicks((long)(seconds * NodaConstants.TicksPerSecond)) + ahead);
        var app = await Service.Build(service.Address.Service, "http://127.0.0.1:0", ahead == Duration.Zero ? null : clock, ["--environment=Development"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
