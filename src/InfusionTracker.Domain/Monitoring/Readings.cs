using InfusionTracker.Domain.Observations;
using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>An observation or a score as monitoring looks at it.</summary>
/// <param name="Id">Id of the record.</param>
/// <param name="IsScore">True for a score, false for an observation.</param>
/// <param name="Code">Code of the observation or of the instrument.</param>
/// <param name="At">When it was observed or assessed.</param>
/// <param name="RecordedAt">When it was recorded: of several at one instant, the last recorded holds.</param>
/// <param name="Value">The value in the code's own unit, or the total; null for a panel and where there is none.</param>
public sealed record MonitoredReading(Guid Id, bool IsScore, string Code, Instant At, Instant RecordedAt, decimal? Value);

/// <summary>The readings of a session by code, each in order of time.</summary>
public sealed class Readings
{
    /// <summary>Systolic and diastolic that came apart are one blood pressure where they are at most this far apart.</summary>
    public static readonly Duration OfOneMeasurement = Duration.FromMinutes(1);

    private readonly Dictionary<string, MonitoredReading[]> _byCode;

    private Readings(IEnumerable<MonitoredReading> readings) => _byCode = readings
        .OrderBy(r => r.At).ThenBy(r => r.RecordedAt).ThenBy(r => r.Id)
        .GroupBy(r => r.Code)
        .ToDictionary(ofCode => ofCode.Key, ofCode => ofCode.ToArray());

    public IReadOnlyList<MonitoredReading> this[string code] => _byCode.TryGetValue(code, out var readings) ? readings : [];

    /// <summary>
    /// Puts together what was recorded: a panel counts as itself and as each of its components, and components that came apart
    /// count as a panel, at the time of the later one.
    /// </summary>
    /// <param name="apart">Readings that are no part of a panel, panels themselves among them.</param>
    /// <param name="components">Readings that came as part of a panel.</param>
    /// <param name="until">Later ones are not looked at.</param>
    public static Readings Of(IEnumerable<MonitoredReading> apart, IEnumerable<MonitoredReading> components, Instant until)
    {
        List<MonitoredReading> alone = [.. apart.Where(r => r.At <= until)];
        var byCode = alone.OrderBy(r => r.At).ToLookup(r => r.Code);
        var paired = ObservationCatalogue.All.Where(o => o.IsPanel).SelectMany(panel => Paired(panel, byCode));
        return new([.. alone, .. components.Where(r => r.At <= until), .. paired]);
    }

    /// <param name="panel">The panel.</param>
    /// <param name="alone">Readings by code, each in order of time; of one instant in the order in which they were given.</param>
    private static IEnumerable<MonitoredReading> Paired(ObservationCode panel, ILookup<string, MonitoredReading> alone)
    {
        var others = panel.Components.Skip(1).Select(code => alone[code].ToArray()).ToArray();
        foreach (var first in alone[panel.Components[0]])
        {
            MonitoredReading?[] nearest = [.. others.Select(readings => Nearest(readings, first.At)), first];
            if (!nearest.Contains(null))
            {
                yield return nearest.MaxBy(r => r!.At)! with { Code = panel.Code, Value = null };
            }
        }
    }

    /// <summary>The reading of the same measurement that is nearest, on a tie the earlier; null where there is none.</summary>
    private static MonitoredReading? Nearest(MonitoredReading[] readings, Instant at)
    {
        var after = FirstFrom(readings, at);
        var later = after < readings.Length ? readings[after] : null;
        var earlier = after > 0 ? readings[FirstFrom(readings, readings[after - 1].At)] : null;
        var nearest = earlier is null || later?.At - at < at - earlier.At ? later : earlier;
        return nearest is not null && Between(nearest.At, at) <= OfOneMeasurement ? nearest : null;
    }

    /// <summary>The place of the first reading at that time or later; their number where there is none.</summary>
    private static int FirstFrom(MonitoredReading[] readings, Instant at)
    {
        var (low, high) = (0, readings.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = readings[middle].At < at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static Duration Between(Instant a, Instant b) => a > b ? a - b : b - a;
}
