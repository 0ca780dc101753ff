using Dapper;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Domain.Dosing;
using Npgsql;

namespace InfusionTracker.Api.Cohorts;

/// <summary>The doses given in the sessions of a cohort.</summary>
internal static class GivenDoses
{
    /// <summary>The doses in mg/kg of the sessions in which they are known.</summary>
    /// <param name="reader">The events, session by session.</param>
    /// <param name="infusions">The sessions.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<Dictionary<Guid, decimal>> ReadAll(
        NpgsqlDataReader reader, IReadOnlyList<InfusionRow> infusions, CancellationToken cancellation)
    {
        var weights = infusions.ToDictionary(row => row.SessionId, row => row.WeightKg);
        var doses = new Dictionary<Guid, decimal>();
        var events = new List<TimelineRow>();
        var session = Guid.Empty;
        var parse = reader.GetRowParser<TimelineRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var next = reader.GetGuid(0);
            if (next != session)
            {
                Take();
                session = next;
            }

            events.Add(parse(reader));
        }

        Take();
        return doses;

        void Take()
        {
            if (InfusionTimeline.TryOf(events.Select(e => e.ToEvent()), out var timeline, out _)
                && timeline.StoppedAt is { } stopped
                && Dose.At(timeline, stopped, endedWithoutStop: false, weights.GetValueOrDefault(session)).CumulativeMgPerKg is { } dose)
            {
                doses[session] = dose;
            }

            events.Clear();
        }
    }
}
