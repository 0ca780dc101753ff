using System.Net.NetworkInformation;
using Npgsql;

namespace InfusionTracker.LocalPostgres.Tests;

/// <summary>One cluster for the tests that only look at it.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private readonly Place _place = new();

    public LocalCluster Cluster { get; private set; } = null!;

    public string Folder => _place.Folder;

    public async ValueTask InitializeAsync() => Cluster = await _place.StartAsync(_place.ThrownAway);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _place.Dispose();
    }
}

public sealed class PrivacyTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task The_cluster_is_for_those_who_know_its_password_on_this_machine_alone()
    {
        var password = Path.Combine(shared.Folder, "password");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(password));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(shared.Folder) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));

        var guess = new NpgsqlConnectionStringBuilder(_cluster.SuperuserConnectionString) { Password = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(guess.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);

        Assert.Equal("scram-sha-256", await _cluster.AskAsync("select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"));
        var listener = Assert.Single(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), open => open.Port == guess.Port);
        Assert.Equal("127.0.0.1", listener.Address.ToString());
        Assert.Equal("", await _cluster.AskAsync("show unix_socket_directories"));
    }

    [Fact]
    public async Task What_is_known_of_a_patient_stays_out_of_the_servers_log()
    {
        var ct = TestContext.Current.CancellationToken;
        await _cluster.AskAsync("create table patient (name text constraint one_of_each unique)");
        await using var connection = new NpgsqlConnection(_cluster.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using (var everything = new NpgsqlCommand("set log_min_duration_statement = 0", connection))
        {
            await everything.ExecuteNonQueryAsync(ct);
        }

        await using var insert = new NpgsqlCommand("insert into patient values ($1)", connection) { Parameters = { new() { Value = "Ada Byron" } } };
        await insert.ExecuteNonQueryAsync(ct);
        await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync(ct));

        var log = await File.ReadAllTextAsync(Path.Combine(shared.Folder, "server.log"), ct);
        Assert.Contains("one_of_each", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Byron", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("lc_collate", "C")]
    [InlineData("data_checksums", "on")]
    [InlineData("max_connections", "100")]
    [InlineData("timezone", "UTC")]
    [InlineData("log_parameter_max_length", "0")]
    [InlineData("log_parameter_max_length_on_error", "0")]
    public async Task The_cluster_is_alike_on_every_machine(string setting, string value) =>
        Assert.Equal(value, await _cluster.AskAsync($"show {setting}"));
}
