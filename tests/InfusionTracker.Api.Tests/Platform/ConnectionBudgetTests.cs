using InfusionTracker.Api.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>A server gives a service so many connections and no more.</summary>
public sealed class ConnectionBudgetTests(RunningService service, TestPostgres postgres) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData(97, 100, null, 85, 64, 16)]
    [InlineData(97, 100, "2", 42, 28, 14)]
    [InlineData(9, 100, null, 5, 4, 1)]
    [InlineData(9, 100, "4", 3, 2, 1)]
    [InlineData(0, 100, null, 3, 2, 1)]
    [InlineData(97, 20, null, 20, 14, 6)]
    [InlineData(497, 400, null, 400, 64, 16)]
    [InlineData(97, 1, null, 1, 1, 1)]
    public void An_instance_leaves_connections_to_others_and_shares_the_rest(
        int allowed, int asked, string? instances, int pool, int atOnce, int streams)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Database:Instances", instances)]).Build();
        Assert.Equal(new ConnectionBudget(pool, atOnce, streams), ConnectionBudget.Of(allowed, asked, settings));
    }

    [Fact]
    public async Task A_service_takes_no_more_connections_than_its_database_gives_it()
    {
        await Limit(14, service.Address);
        try
        {
            await using var app = await service.AnotherInstance();
            var source = app.Services.GetRequiredService<NpgsqlDataSource>();
            Assert.Equal(10, app.Services.GetRequiredService<ConnectionBudget>().Pool);
            Assert.Equal(10, new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize);
        }
        finally
        {
            await Limit(-1, service.Address);
        }
    }

    [Fact]
    public async Task Who_is_given_no_connection_waits_for_one_of_this_instance_and_more_are_taken_once_there_are_more()
    {
        var address = await postgres.Create();
        await using (var source = Service.ServiceDataSource(address.Service, most: 4))
        {
            var own = new OwnConnections(source, address.Service);
            var one = await own.Take(TestContext.Current.CancellationToken);
            await Limit(1, address);
            var refused = await Assert.ThrowsAsync<ProblemException>(() => own.Take(TestContext.Current.CancellationToken));
            Assert.Equal(503, refused.Problem.Status);
            Task<OwnConnection>[] waiting = [Patiently(own), Patiently(own)];
            await one.DisposeAsync();
            var next = await Task.WhenAny(waiting);
            Assert.Contains(waiting, w => !w.IsCompleted);
            await (await next).DisposeAsync();
            foreach (var last in waiting.Where(w => w != next))
            {
                await (await last).DisposeAsync();
            }

            await Limit(-1, address);
            var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Patiently(own)));
            Assert.Equal(4, taken.Select(t => t.Connection.ProcessID).Distinct().Count());
            await Task.WhenAll(taken.Select(t => t.DisposeAsync().AsTask()));
        }

        await postgres.Drop(address);
    }

    /// <summary>As a client does, which comes again after 503.</summary>
    private static async Task<OwnConnection> Patiently(OwnConnections own)
    {
        while (true)
        {
            try
            {
                return await own.Take(TestContext.Current.CancellationToken);
            }
            catch (ProblemException)
            {
                // Again.
            }
        }
    }

    /// <summary>How many connections a database takes of anybody but a superuser, whose own count; those that there are stay.</summary>
    private async Task Limit(int connections, DatabaseAddress address)
    {
        await using var superuser = new NpgsqlConnection(Service.Unpooled(postgres.SuperuserOf(address)).ConnectionString);
        await superuser.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"alter database {new NpgsqlConnectionStringBuilder(address.Service).Database} connection limit {connections}", superuser);
        await command.ExecuteNonQueryAsync();
    }
}
