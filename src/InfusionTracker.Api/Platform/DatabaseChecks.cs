using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>What readiness asks of the database itself.</summary>
public static class DatabaseChecks
{
    /// <summary>What is recorded has the time of the database, and what is refused as too late that of the service.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(1);

    private static readonly SqlFile Sql = SqlFile.Beside();

    public static ReadinessCheck Answers(NpgsqlDataSource source, ServerFaults faults) => new("database", StopsService: true, async cancellation =>
    {
        try
        {
            await using var command = source.CreateCommand(Sql.Part("ping")[0].Text);
            await command.ExecuteScalarAsync(cancellation);
            return await faults.Look(cancellation);
        }
        catch (PostgresException e) when (ServerFaults.Advice(e) is { } advice)
        {
            return advice;
        }
    });

    /// <param name="source">The service's own pool: what its connections are is what counts.</param>
    /// <param name="stopsService">False in development, where a server may lose what it acknowledged.</param>
    public static ReadinessCheck Durability(NpgsqlDataSource source, bool stopsService) => new("durability", stopsService, async cancellation =>
        await ConnectionSettings.Hazards(source, cancellation) is { Count: > 0 } hazards ? string.Join(' ', hazards) : null);

    public static ReadinessCheck ClockSkew(NpgsqlDataSource source, IClock clock) => new("clockSkew", StopsService: false, async cancellation =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(Sql.Part("clock")[0].Text, connection);
        var (asked, began) = (clock.GetCurrentInstant(), Stopwatch.GetTimestamp());
        var told = (Instant)(await command.ExecuteScalarAsync(cancellation))!;

        // Told at some moment of the trip: half of it is not known.
        var half = Stopwatch.GetElapsedTime(began) / 2;
        var skew = (told - asked).ToTimeSpan() - half;
        return skew.Duration() - half <= MostSkew
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The database's clock is {skew.Duration().TotalSeconds:0.0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the service's. Synchronise both machines, e.g. by NTP.");
    });
}
