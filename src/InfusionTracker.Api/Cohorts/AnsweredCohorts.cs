using System.Buffers.Binary;
using System.Security.Cryptography;
using InfusionTracker.Api.Access;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>
/// Remembers for a day whom each answer was about that withheld small cells, client by client. Two answers that differ in few patients
/// may tell of these together, which no answer by itself can prevent; so the later one is marked in the audit. Patients are kept as
/// hashes under a key of this process alone, and none of it outlives the process. What one client was told is held against
/// nobody else's.
/// </summary>
public sealed class AnsweredCohorts(IClock clock)
{
    /// <summary>Most hashes that are held, 8 bytes each; beyond, the oldest answers are forgotten.</summary>
    private const int MostHashes = 16_000_000;

    private static readonly Duration Kept = Duration.FromDays(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The oldest first; an answer about the same patients again moves to the end.</summary>
    private readonly LinkedList<Answer> _answers = new();

    private readonly Lock _lock = new();

    private long _hashes;

    /// <summary>Takes an answer in, and says whether it differs from an earlier one of the client by few patients.</summary>
    /// <param name="caller">Who is answered.</param>
    /// <param name="cells">What was withheld; null where nothing is to this caller.</param>
    /// <param name="patients">Whom the answer is about, each once.</param>
    public bool IsNear(Caller caller, SmallCells? cells, IReadOnlyList<Guid> patients)
    {
        if (cells is null)
        {
            return false;
        }

        var answer = new Answer(caller.ClinicId, caller.ClientId, clock.GetCurrentInstant(), Hashed(patients));
        lock (_lock)
        {
            while (_answers.First is { Value: var oldest } && (oldest.At + Kept < answer.At || _hashes + answer.Patients.Length > MostHashes))
            {
                _answers.RemoveFirst();
                _hashes -= oldest.Patients.Length;
            }

            var isNear = false;
            for (var node = _answers.First; node is not null;)
            {
                var earlier = node;
                node = node.Next;
                var difference = earlier.Value.IsOf(answer)
                    ? Difference(earlier.Value.Patients, answer.Patients, cells.Minimum)
                    : cells.Minimum;
                isNear |= difference > 0 && difference < cells.Minimum;
                if (difference == 0)
                {
                    _answers.Remove(earlier);
                    _hashes -= answer.Patients.Length;
                }
            }

            _answers.AddLast(answer);
            _hashes += answer.Patients.Length;
            return isNear;
        }
    }

    /// <summary>How many are of one of two rising lists alone; no more than <paramref name="most"/>.</summary>
    private static int Difference(long[] one, long[] other, int most)
    {
        if (Math.Abs(one.Length - other.Length) >= most)
        {
            return most;
        }

        var (i, j, difference) = (0, 0, 0);
        while (difference < most && (i < one.Length || j < other.Length))
        {
            var order = i == one.Length ? 1 : j == other.Length ? -1 : one[i].CompareTo(other[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
            difference += order == 0 ? 0 : 1;
        }

        return difference;
    }

    private long[] Hashed(IReadOnlyList<Guid> patients)
    {
        var hashes = new long[patients.Count];
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < hashes.Length; i++)
        {
            patients[i].TryWriteBytes(id);
            HMACSHA256.HashData(_key, id, hash);
            hashes[i] = BinaryPrimitives.ReadInt64LittleEndian(hash);
        }

        Array.Sort(hashes);
        return hashes;
    }

    private sealed record Answer(Guid ClinicId, Guid ClientId, Instant At, long[] Patients)
    {
        public bool IsOf(Answer other) => ClinicId == other.ClinicId && ClientId == other.ClientId;
    }
}
