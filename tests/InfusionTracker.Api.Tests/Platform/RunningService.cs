using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Testing;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>
/// The service of one test class: on a database of its own, at a port of its own, by a clock that stands still at
/// <see cref="Now"/> until it is moved, with two clinics.
/// </summary>
public sealed class RunningService(TestPostgres postgres) : IAsyncLifetime
{
    public static readonly Instant Now = Instant.FromUtc(2026, 6, 15, 12, 0);

    /// <summary>
    /// Tests ask faster than any client, nobody waits for a load balancer to see the end, and their server keeps no promise past a
    /// power cut, which only a service in development takes.
    /// </summary>
    private static readonly string[] Unhurried =
    [
        "--environment=Development",
        "--Rates:Client:PerSecond=100000", "--Rates:Clinic:PerSecond=100000", "--Rates:Address:PerSecond=100000", "--Drain:Seconds=0",
        "--Logging:LogLevel:InfusionTracker.Api.Audit.Sealer=Warning",
    ];

    private WebApplication _app = null!;

    public DatabaseAddress Address { get; private set; } = null!;

    public FakeClock Clock { get; } = new(Now);

    public Uri Url { get; private set; } = null!;

    public Guid ClinicId { get; private set; }

    public Guid OtherClinicId { get; private set; }

    /// <summary>A client of the clinic that may do everything.</summary>
    public ApiClient Client { get; private set; } = null!;

    /// <summary>A client of the other clinic that may do everything there.</summary>
    public ApiClient OtherClient { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        Address = await postgres.Create();
        _app = await AnotherInstance();
        Url = new Uri(_app.Urls.First());
        ClinicId = await AccessCommands.CreateClinic(Source, Guid.Parse("0196f000-0000-7000-8000-000000000001"), "First clinic", "Europe/Berlin");
        OtherClinicId = await AccessCommands.CreateClinic(Source, Guid.Parse("0196f000-0000-7000-8000-000000000002"), "Second clinic", "Asia/Kathmandu");
        Client = await As("administrator");
        OtherClient = new ApiClient(Url, await AccessCommands.CreateKey(Source, OtherClinicId, ["administrator"], "test", null));
    }

    /// <summary>A new client of the clinic with these roles.</summary>
    public async Task<ApiClient> As(params string[] roles) =>
        new(Url, await AccessCommands.CreateKey(Source, ClinicId, roles, "test", null));

    /// <summary>One more instance of the service, on the same database and by the same clock; whoever asks for it ends it.</summary>
    /// <param name="settings">Settings that differ, e.g. <c>--Access:Jwt:Issuer=https://issuer.example</c>.</param>
    public async Task<WebApplication> AnotherInstance(params string[] settings)
    {
        var app = await Service.Build(Address.Service, "http://127.0.0.1:0", Clock, [.. Unhurried, .. settings]);
        await app.StartAsync();
        return app;
    }

    /// <summary>A client that sends no key.</summary>
    public ApiClient Anonymous() => new(Url, null);

    /// <summary>The superuser's connection string to the database, past every policy.</summary>
    public string Superuser() => postgres.SuperuserOf(Address);

    /// <summary>Runs a statement as the superuser, past every policy: what an operator's own hand could do.</summary>
    public async Task<object?> Superuser(string sql)
    {
        await using var connection = new NpgsqlConnection(Superuser());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The time by which records are recorded now: the database's clock goes on.</summary>
    public async Task<string> RecordedNow() =>
        (string)(await Superuser("""select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""))!;

    /// <summary>Ends the service in order; its database stays.</summary>
    public Task StopServing() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await postgres.Drop(Address);
    }

    private NpgsqlDataSource Source => _app.Services.GetRequiredService<NpgsqlDataSource>();
}
