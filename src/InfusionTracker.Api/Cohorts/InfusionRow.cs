using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Cohorts;

/// <summary>What a session is told by besides its time; few differ, and each that does is held once.</summary>
/// <param name="Medication">Code of what was given.</param>
/// <param name="Indication">What the patient is treated for.</param>
/// <param name="Protocol">Code of the protocol.</param>
/// <param name="Sex">Sex of the patient.</param>
/// <param name="Age">Whole years at t0; null also where nothing is grouped by it.</param>
internal sealed record InfusionKind(string Medication, string Indication, string? Protocol, string? Sex, int? Age);

/// <summary>A started infusion of a patient who has one that passes the filters.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="SessionId">The session.</param>
/// <param name="StartedAt">t0.</param>
/// <param name="StoppedAt">Its stop; null where there is none.</param>
/// <param name="Kind">What it is told by.</param>
/// <param name="Passes">True where it passes the filters that the statement knows: all but dose and ordinal.</param>
internal sealed record InfusionRow(Guid PatientId, Guid SessionId, Instant StartedAt, Instant? StoppedAt, InfusionKind Kind, bool Passes)
{
    /// <summary>All of them, patient by patient. These are held while the scores come in, a hundred thousand in some megabytes.</summary>
    public static async Task<List<InfusionRow>> ReadAll(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var kinds = new Dictionary<InfusionKind, InfusionKind>();
        var rows = new List<InfusionRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var kind = new InfusionKind(
                reader.GetString(3), reader.GetString(4), reader.Text(5), reader.Text(6), reader.GetFieldValue<int?>(7));
            if (!kinds.TryGetValue(kind, out var held))
            {
                kinds.Add(kind, held = kind);
            }

            rows.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<Instant>(2), reader.GetFieldValue<Instant?>(9), held, reader.GetBoolean(8)));
        }

        return rows;
    }
}

/// <summary>An index session, as groups are told by.</summary>
/// <param name="Row">What is recorded of it.</param>
/// <param name="Ordinal">Its place in its course, from 1.</param>
/// <param name="MgPerKg">The dose given; null where it is not known or not asked about.</param>
internal sealed record IndexInfusion(InfusionRow Row, int Ordinal, decimal? MgPerKg);
