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

    public static ReadinessCheck Answers(NpgsqlDataSource source) => new("database", StopsService: true, async cancellation =>
    {
        await using var command = source.CreateCommand(Sql.Part("ping")[0].Text);
        await command.ExecuteScalarAsync(cancellation);
        return null;
    });

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
