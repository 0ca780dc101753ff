using System.Diagnostics.Metrics;
using InfusionTracker.Api.Access;

namespace InfusionTracker.Api.Observations;

/// <summary>
/// Announces that something critical was observed or given, so that whoever watches the service looks at the patient. It says
/// where to look, and never what was observed or of whom. It says so at least once: a request that is sent again because its
/// answer was lost is announced again.
/// </summary>
public sealed partial class CriticalValues(IMeterFactory meters, ILogger<CriticalValues> log)
{
    /// <summary>Name of the service's meter.</summary>
    public const string Meter = "InfusionTracker.Observations";

    private readonly Counter<long> _recorded = meters.Create(Meter).CreateCounter<long>(
        "infusiontracker.observations.critical", "{observation}", "Observations recorded with a critical value.");

    private readonly Counter<long> _doses = meters.Create(Meter).CreateCounter<long>(
        "infusiontracker.doses.critical", "{dose}", "Infusion events and sessions recorded with a critical dose or weight.");

    internal void Announce(Caller caller, IEnumerable<Observation> observations) => Announce(caller, observations.Count(o => o.IsCritical));

    /// <param name="caller">Who recorded them.</param>
    /// <param name="count">How many of what was recorded are critical.</param>
    internal void Announce(Caller caller, int count)
    {
        if (count > 0)
        {
            _recorded.Add(count, KeyValuePair.Create("clinic", (object?)caller.ClinicId));
            LogCritical(log, caller.RequestId, caller.ClinicId, count);
        }
    }

    /// <param name="caller">Who recorded them.</param>
    /// <param name="count">How many infusion events and sessions of what was recorded have a critical dose or weight.</param>
    internal void AnnounceDoses(Caller caller, int count)
    {
        if (count > 0)
        {
            _doses.Add(count, KeyValuePair.Create("clinic", (object?)caller.ClinicId));
            LogCriticalDoses(log, caller.RequestId, caller.ClinicId, count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId} of clinic {ClinicId} recorded {Count} critical observations")]
    private static partial void LogCritical(ILogger logger, string requestId, Guid clinicId, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId} of clinic {ClinicId} recorded {Count} critical doses or weights")]
    private static partial void LogCriticalDoses(ILogger logger, string requestId, Guid clinicId, int count);
}
