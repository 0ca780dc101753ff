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

    private readonly ILookup<string, MonitoredReading> _byCode;

    private Readings(IEnumerable<MonitoredReading> readings) =>
        _byCode = readings.OrderBy(r => r.At).ThenBy(r => r.RecordedAt).ThenBy(r => r.Id).ToLookup(r => r.Code);

    public IReadOnlyList<MonitoredReading> this[string code] => [.. _byCode[code]];

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
        return new([.. alone, .. components.Where(r => r.At <= until), .. ObservationCatalogue.All.Where(o => o.IsPanel).SelectMany(panel => Paired(panel, alone))]);
    }

    private static IEnumerable<MonitoredReading> Paired(ObservationCode panel, List<MonitoredReading> alone)
    {
        foreach (var first in alone.Where(r => r.Code == panel.Components[0]))
        {
            var others = panel.Components.Skip(1).Select(code => alone
                .Where(r => r.Code == code && Between(r.At, first.At) <= OfOneMeasurement)
                .OrderBy(r => Between(r.At, first.At)).ThenBy(r => r.At)
                .FirstOrDefault()).ToList();
            if (!others.Contains(null))
            {
                yield return others.Append(first).MaxBy(r => r!.At)! with { Code = panel.Code, Value = null };
            }
        }
    }

    private static Duration Between(Instant a, Instant b) => a > b ? a - b : b - a;
}
