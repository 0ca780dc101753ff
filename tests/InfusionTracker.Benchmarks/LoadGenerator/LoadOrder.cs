using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>What the generator is to send. It comes on standard input, as JSON.</summary>
public sealed record LoadOrder
{
    /// <summary>Where the service listens.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// The request as it goes out. <c>{id}</c> (36 characters) is a UUID that was never used before, <c>{n}</c> (12 digits) a
    /// random number below <see cref="Numbers"/>; both keep the length of the request.
    /// </summary>
    public required string Request { get; init; }

    /// <summary>The only status that is right.</summary>
    public required int Expect { get; init; }

    /// <summary>How many numbers <c>{n}</c> is drawn from.</summary>
    public int Numbers { get; init; } = 1;

    /// <summary>How far apart those numbers are.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Tells the ids of this run from those of every other on the same database, 0 to 4095.</summary>
    public int Run { get; init; }

    public int Connections { get; init; } = 32;

    /// <summary>Seconds that count.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>Seconds before them that do not.</summary>
    public double WarmUp { get; init; }

    /// <summary>Requests a second at constant arrival, each counted from when it was due; 0 for as many as can be, one after another.</summary>
    public double Rate { get; init; }

    /// <summary>Ends after so many requests; 0 for <see cref="Seconds"/>.</summary>
    public int Requests { get; init; }

    /// <summary>Writes the body of the last answer here; null for nowhere.</summary>
    public string? Keep { get; init; }
}

/// <summary>What came of it. Times are in milliseconds.</summary>
public sealed record LoadResult
{
    public required long Requests { get; init; }

    public required double Seconds { get; init; }

    public required double P50 { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    public required double Max { get; init; }

    /// <summary>Bytes of bodies.</summary>
    public required long Bytes { get; init; }

    /// <summary>Line feeds of bodies.</summary>
    public required long Lines { get; init; }

    /// <summary>CPU seconds of the generator.</summary>
    public required double Cpu { get; init; }

    /// <summary>Highest memory of the generator, MiB.</summary>
    public required double Memory { get; init; }

    /// <summary>Answers that were not as expected, by status; 0 for a connection that broke.</summary>
    public required IReadOnlyDictionary<string, long> Wrong { get; init; }

    /// <summary>The first of them.</summary>
    public string? FirstWrong { get; init; }

    [JsonIgnore]
    public double Rate => Requests / Seconds;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LoadOrder))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
