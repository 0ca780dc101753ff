using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What the promise to keep a write depends on is asked for by each connection, and looked at through those of the service.</summary>
public sealed partial class ConnectionSettingsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_write", "on")]
    [InlineData("on", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task A_commit_waits_for_the_disk_whatever_the_role_says_and_for_more_where_it_asks_for_more(string ofTheRole, string asked)
    {
        await Alter($"set synchronous_commit = {ofTheRole}");
        await using var source = Service.ServiceDataSource(service.Address.Service, await ConnectionSettings.CommitOf(service.Address.Service));
        Assert.Equal(asked, await Setting(source, "synchronous_commit"));
        await Alter("set synchronous_commit = off");
        source.Clear();
        Assert.Equal(asked, await Setting(source, "synchronous_commit"));
        await Alter("reset synchronous_commit");
    }

    [Fact]
    public async Task What_the_operator_asks_of_a_connection_holds_beside_what_the_service_does()
    {
        var address = new NpgsqlConnectionStringBuilder(service.Address.Service)
        {
            Options = "-c work_mem=7MB -c synchronous_commit=remote_apply -c lock_timeout=1 -c client_min_messages=error",
        }.ConnectionString;
        await using var source = Service.ServiceDataSource(address, await ConnectionSettings.CommitOf(address));
        Assert.Equal("7MB", await Setting(source, "work_mem"));
        Assert.Equal("remote_apply", await Setting(source, "synchronous_commit"));
        Assert.Equal("3s", await Setting(source, "lock_timeout"));

        // That no standby has a write is told by a warning alone.
        Assert.Equal("notice", await Setting(source, "client_min_messages"));
        Assert.Empty(await HazardsOfTheConnection(source));
    }

    [Fact]
    public async Task Connections_that_are_not_given_what_they_ask_for_are_told_with_what_mends_them()
    {
        // As behind a pooler that leaves out the options.
        var address = service.Address.Service + ";Pooling=false;Timezone=UTC";
        await using var source = NpgsqlDataSource.Create(address);
        await Alter("set synchronous_commit = off");
        var hazards = await HazardsOfTheConnection(source);
        Assert.Contains(hazards, hazard => hazard.StartsWith("The connections of the service have lock_timeout 0, and need 3s:", StringComparison.Ordinal));
        Assert.Contains(hazards, hazard => hazard.Contains("have default_transaction_isolation read committed, and need repeatable read:", StringComparison.Ordinal));
        Assert.Contains(hazards, hazard => hazard.Contains("have synchronous_commit off, and need on:", StringComparison.Ordinal));
        foreach (var advice in hazards.Select(hazard => Advice().Match(hazard).Groups[1].Value))
        {
            await Alter(advice);
        }

        Assert.Empty(await HazardsOfTheConnection(source));
        await Alter("reset all");
    }

    [Fact]
    public async Task Where_changes_would_not_be_kept_the_service_is_not_ready_until_they_are()
    {
        await using var app = await service.AnotherInstance("--environment=Production");
        using var client = new ApiClient(new Uri(app.Urls.First()), null);
        Assert.DoesNotContain("session_replication_role", (await client.Get("/health/ready")).Text, StringComparison.Ordinal);
        await Alter("set session_replication_role = replica");
        await EndConnections();
        var answer = await Ready(client, isTold: true);
        Assert.Equal((503, "failed"), (answer.Status, (string)answer["checks"]["durability"]!));
        Assert.Contains("have session_replication_role replica, and need origin", answer.Text, StringComparison.Ordinal);
        await Alter("reset session_replication_role");
        await EndConnections();
        await Ready(client, isTold: false);
    }

    /// <summary>Asks until the setting is told, or not told: each connection that was ended shows that once, and nothing else.</summary>
    private static async Task<Answer> Ready(ApiClient client, bool isTold)
    {
        for (var left = 50; ; left--)
        {
            var answer = await client.Get("/health/ready");
            var looked = !answer.Text.Contains("durability: The database does not answer.", StringComparison.Ordinal);
            if (looked && answer.Text.Contains("session_replication_role", StringComparison.Ordinal) == isTold)
            {
                return answer;
            }

            Assert.True(left > 0, answer.Text);
        }
    }

    /// <summary>Hazards but those of the server, which tests run without fsync.</summary>
    private static async Task<IReadOnlyList<string>> HazardsOfTheConnection(NpgsqlDataSource source) =>
        [.. (await ConnectionSettings.Hazards(source, TestContext.Current.CancellationToken)).Where(hazard => !hazard.StartsWith("The server runs with", StringComparison.Ordinal))];

    private static async Task<string> Setting(NpgsqlDataSource source, string name)
    {
        await using var command = source.CreateCommand($"show {name}");
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Alters what the role has in this database alone: other tests have the same role.</summary>
    private Task<object?> Alter(string what) => service.Superuser(
        $"do $$ begin execute format('alter role infusion_service in database %I ', current_database()) || {Quoted(what)}; end $$");

    private Task<object?> EndConnections() => service.Superuser(
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and application_name = 'InfusionTracker'");

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"alter role ROLE (set .*)\.$")]
    private static partial Regex Advice();
}
