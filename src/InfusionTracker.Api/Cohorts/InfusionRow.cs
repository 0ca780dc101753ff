using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Cohorts;

/// <summary>A started infusion of a patient who has one that passes the filters.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="SessionId">The session.</param>
/// <param name="StartedAt">t0.</param>
/// <param name="Medication">Code of what was given.</param>
/// <param name="Indication">What the patient is treated for.</param>
/// <param name="Protocol">Code of the protocol.</param>
/// <param name="WeightKg">Body weight, kg.</param>
/// <param name="Sex">Sex of the patient.</param>
/// <param name="Age">Whole years at t0; null also where nothing is grouped by it.</param>
/// <param name="Passes">True where it passes the filters that the statement knows: all but dose and ordinal.</param>
internal sealed record InfusionRow(
    Guid PatientId,
    Guid SessionId,
    Instant StartedAt,
    string Medication,
    string Indication,
    string? Protocol,
    decimal? WeightKg,
    string? Sex,
    int? Age,
    bool Passes)
{
    /// <summary>
    /// All of them, patient by patient. These are held while the scores come in, a hundred thousand in some megabytes: a code
    /// that occurs many times is held once.
    /// </summary>
    public static async Task<List<InfusionRow>> ReadAll(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var codes = new Dictionary<string, string>();
        var rows = new List<InfusionRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetFieldValue<Instant>(2),
                Code(3)!,
                Code(4)!,
                Code(5),
                reader.IsDBNull(6) ? null : reader.GetDecimal(6),
                Code(7),
                reader.IsDBNull(8) ? null : reader.GetInt32(8),
                reader.GetBoolean(9)));
        }

        return rows;

        string? Code(int column)
        {
            if (reader.IsDBNull(column))
            {
                return null;
            }

            var code = reader.GetString(column);
            return codes.TryGetValue(code, out var held) ? held : codes[code] = code;
        }
    }
}

/// <summary>An index session, as groups are told by.</summary>
/// <param name="Row">What is recorded of it.</param>
/// <param name="Ordinal">Its place in its course, from 1.</param>
/// <param name="MgPerKg">The dose given; null where it is not known or not asked about.</param>
internal sealed record IndexInfusion(InfusionRow Row, int Ordinal, decimal? MgPerKg);
