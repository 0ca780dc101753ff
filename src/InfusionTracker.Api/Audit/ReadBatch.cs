using System.Diagnostics;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

/// <summary>Reads that are written to <c>access_log</c> together, and are sealed there as one entry a clinic.</summary>
/// <param name="Id">Id of the batch, the same however often it is tried.</param>
/// <param name="Clinics">The reads of each clinic, in their order.</param>
/// <param name="Count">How many there are in all.</param>
internal sealed record ReadBatch(Guid Id, IReadOnlyDictionary<Guid, List<ReadEntry>> Clinics, int Count)
{
    public static ReadBatch Of(List<ReadEntry> entries, Guid id)
    {
        var clinics = new Dictionary<Guid, List<ReadEntry>>();
        foreach (var entry in entries)
        {
            if (!clinics.TryGetValue(entry.ClinicId, out var own))
            {
                clinics.Add(entry.ClinicId, own = new List<ReadEntry>(entries.Count));
            }

            own.Add(entry);
        }

        return new ReadBatch(id, clinics, entries.Count);
    }

    /// <summary>
    /// The reads of one clinic by columns. Rows of one parameter cannot have arrays of different lengths, so that the ids of
    /// all rows are one array, of which each row says where its own end.
    /// </summary>
    /// <param name="id">Id of the batch.</param>
    /// <param name="entries">The reads.</param>
    /// <param name="now">The time of writing, by <see cref="Stopwatch"/>.</param>
    public static SqlArguments Arguments(Guid id, List<ReadEntry> entries, long now)
    {
        var count = entries.Count;
        var (operations, clients, requests, waited, types) = (new string[count], new Guid[count], new string[count], new long[count], new string?[count]);
        var (starts, recordsEnds, patientsEnds, sessionsEnds) = (new int[count], new int[count], new int[count], new int[count]);
        var (purposes, reasons, filters) = (new string?[count], new string?[count], new string?[count]);
        var subjects = new List<Guid>(3 * count);
        for (var i = 0; i < count; i++)
        {
            var entry = entries[i];
            (operations[i], clients[i], requests[i], types[i]) = (entry.Operation, entry.ClientId, entry.RequestId, entry.RecordType);
            (purposes[i], reasons[i], filters[i]) = (entry.Purpose.Code, entry.Purpose.Reason, entry.Filter);
            waited[i] = (long)Stopwatch.GetElapsedTime(entry.ReadAt, now).TotalMicroseconds;
            starts[i] = subjects.Count;
            subjects.AddRange(entry.RecordIds);
            recordsEnds[i] = subjects.Count;
            subjects.AddRange(entry.PatientIds);
            patientsEnds[i] = subjects.Count;
            subjects.AddRange(entry.SessionIds);
            sessionsEnds[i] = subjects.Count;
        }

        return new SqlArguments
        {
            { "batch", id },
            { "operations", operations },
            { "clients", clients },
            { "requests", requests },
            { "waited", waited },
            { "recordTypes", types },
            { "subjects", subjects },
            { "starts", starts },
            { "recordsEnds", recordsEnds },
            { "patientsEnds", patientsEnds },
            { "sessionsEnds", sessionsEnds },
            { "purposes", purposes },
            { "reasons", reasons },
            { "filters", filters },
        };
    }
}
