using InfusionTracker.Benchmarks.LoadGenerator;

namespace InfusionTracker.Benchmarks.Report;

/// <summary>A row of the table.</summary>
/// <param name="Target">What is asked for.</param>
/// <param name="Value">What was measured, a median.</param>
/// <param name="Limit">The median of what it is held to; for a ceiling what is allowed.</param>
/// <param name="Ratio">Value / limit; for a ceiling allowed / measured.</param>
public sealed record Figure(Target Target, double Value, double Limit, double Ratio)
{
    public bool IsMet => Ratio >= Target.AtLeast;

    /// <summary>Latencies at constant arrival; null where none are told.</summary>
    public LoadResult? Latency { get; init; }

    /// <summary>What the processes cost; null where it is not told.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The same of the limit: PostgreSQL alone.</summary>
    public Cost? LimitCost { get; init; }

    /// <summary>Each round: what was measured, and the limit.</summary>
    public IReadOnlyList<(double Value, double Limit)> Rounds { get; init; } = [];
}

/// <summary>What the processes of one round cost.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Works">How many requests, rows or transactions it did.</param>
/// <param name="Service">CPU seconds of the service.</param>
/// <param name="Postgres">CPU seconds of all processes of PostgreSQL.</param>
/// <param name="Generator">CPU seconds of the generator.</param>
public sealed record Cost(double Seconds, double Works, double Service, double Postgres, double Generator)
{
    /// <summary>Highest memory of the service so far, MiB.</summary>
    public double ServiceMemory { get; init; }

    /// <summary>Memory of all processes of PostgreSQL, what they share once, MiB.</summary>
    public double PostgresMemory { get; init; }

    /// <summary>Highest memory of the generator, MiB.</summary>
    public double GeneratorMemory { get; init; }
}
