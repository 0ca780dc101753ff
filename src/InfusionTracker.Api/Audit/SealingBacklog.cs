using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// What waits to be sealed, and for how long. It is asked of the database itself and not of the sealer: that shows a sealer that stands
/// still, be it of this instance or of another, whatever the reason is.
/// </summary>
public sealed partial class SealingBacklog
{
    /// <summary>What is sealed within a second has been forgotten after a minute.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly SqlStatement Waiting = SqlFile.Load("Audit/Sealer.sql").Part("waiting")[0];

    private readonly NpgsqlDataSource _source;
    private readonly ILogger<SealingBacklog> _log;
    private volatile Seen _seen = new([], 0);
    private long _warned;

    public SealingBacklog(NpgsqlDataSource source, ILogger<SealingBacklog> log, IMeterFactory meters)
    {
        (_source, _log) = (source, log);
        var meter = meters.Create("InfusionTracker.Audit");
        meter.CreateObservableGauge("infusion_tracker.sealing_age", () => _seen.Oldest.TotalSeconds, "s", "How long the oldest change or read that is not sealed has waited.");
        meter.CreateObservableGauge("infusion_tracker.clinics_behind", () => _seen.Late, "{clinic}", "Clinics of which something has waited to be sealed for more than a minute.");
    }

    /// <summary>Readiness tells it.</summary>
    public ReadinessCheck Check => new("sealing", StopsService: false, async cancellation =>
    {
        await Look(cancellation);
        return _seen is { Late: > 0 } seen
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The oldest change or read that is not sealed has waited for {seen.Oldest.TotalSeconds:0} s, and something of {seen.Late} clinic(s) for more than a minute. The log tells why, or another session holds the sealer's lock: see src/README.md.")
            : null;
    });

    /// <summary>Asks which clinics have something to seal, and warns once a minute while something has waited for too long.</summary>
    public async Task<IReadOnlyList<Guid>> Look(CancellationToken cancellation)
    {
        var waiting = new List<(Guid Clinic, TimeSpan Waited)>();
        await using (var command = _source.CreateCommand(Waiting.Text))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                waiting.Add((reader.GetGuid(0), TimeSpan.FromSeconds(reader.GetDouble(1))));
            }
        }

        var seen = _seen = new Seen(waiting, Stopwatch.GetTimestamp());
        if (seen.Late > 0 && MayWarn())
        {
            LogBehind(seen.Oldest.TotalSeconds, seen.Late);
        }

        return waiting.ConvertAll(w => w.Clinic);
    }

    private bool MayWarn()
    {
        var warned = Interlocked.Read(ref _warned);
        return (warned == 0 || Stopwatch.GetElapsedTime(warned) >= Longest)
            && Interlocked.CompareExchange(ref _warned, Stopwatch.GetTimestamp(), warned) == warned;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The oldest change or read that is not sealed has waited for {Seconds:0} s, and something of {Clinics} clinic(s) for more than a minute. Where nothing else is logged of them, another session holds the sealer's lock: see src/README.md.")]
    private partial void LogBehind(double seconds, int clinics);

    /// <summary>What waited when it was last looked at; it has gone on waiting since.</summary>
    private sealed record Seen(IReadOnlyList<(Guid Clinic, TimeSpan Waited)> Waiting, long At)
    {
        public TimeSpan Oldest => Waiting.Count == 0 ? TimeSpan.Zero : Waiting.Max(w => w.Waited) + Stopwatch.GetElapsedTime(At);

        public int Late => Waiting.Count(w => w.Waited + Stopwatch.GetElapsedTime(At) > Longest);
    }
}
