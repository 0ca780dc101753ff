using System.Diagnostics;
using System.Globalization;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// Tells how far the cohort is filled in: a line that advances or, where the output is a file or a pipe, a line at each
/// tenth.
/// </summary>
internal sealed class FillingProgress(TextWriter output, bool advances, int patients)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan PaceOfTrouble = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Dictionary<CohortRecord, int> _records = [];
    private TimeSpan _lastTold = -Pace;
    private TimeSpan _lastTrouble = -PaceOfTrouble;
    private bool _isWithinLine;
    private int _done;
    private int _sent;

    public void Tell(PatientStory story, bool sent)
    {
        lock (_turn)
        {
            _done++;
            foreach (var request in story.Requests)
            {
                _records[request.Record] = _records.GetValueOrDefault(request.Record) + request.Count;
            }

            if (sent)
            {
                _sent++;
                TellHowFar();
            }
        }
    }

    /// <summary>Says that the first are there, for whoever waits to look at them.</summary>
    public void TellFirst()
    {
        lock (_turn)
        {
            WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"The first {_done} patients are there, {_since.Elapsed.TotalSeconds:0.0} s after the key; the others follow in the background."));
        }
    }

    /// <summary>Says, at most every ten seconds, that something is tried again.</summary>
    public void TellTrouble(string why)
    {
        lock (_turn)
        {
            if (_since.Elapsed - _lastTrouble > PaceOfTrouble)
            {
                _lastTrouble = _since.Elapsed;
                WriteLine($"Trying again: {why}");
            }
        }
    }

    /// <summary>Ends the line, and says what there is, and what is not.</summary>
    public void TellEnd(IReadOnlyList<string> failures)
    {
        lock (_turn)
        {
            WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"The invented cohort {(failures.Count == 0 ? "is complete" : "has gaps")}: {_done} patients, {Of(CohortRecord.Session)} sessions, {Of(CohortRecord.InfusionEvent)} infusion events, "
                + $"{Of(CohortRecord.Observation)} observations, {Of(CohortRecord.Score)} scores, {Of(CohortRecord.AdverseEvent)} adverse events"
                + $" ({_sent} patients filled in now, {_since.Elapsed.TotalSeconds:0.0} s)."));
            if (failures.Count > 0)
            {
                WriteLine($"{failures.Count} of its parts could not be filled in, the first because {failures[0]} Run demo again to go on; where another build began this cohort, give it another database.");
            }
        }
    }

    private int Of(CohortRecord record) => _records.GetValueOrDefault(record);

    private void WriteLine(string line)
    {
        if (_isWithinLine)
        {
            output.WriteLine();
            _isWithinLine = false;
        }

        output.WriteLine(line);
    }

    private void TellHowFar()
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"Filling in the invented cohort: {_done} of {patients} patients, {Of(CohortRecord.Session)} sessions, "
            + $"{Of(CohortRecord.Observation)} observations, {Of(CohortRecord.Score)} scores, {_since.Elapsed.TotalSeconds:0} s");
        if (!advances)
        {
            if (_done * 10 / patients != (_done - 1) * 10 / patients)
            {
                output.WriteLine(line);
            }
        }
        else if (_done == patients || _since.Elapsed - _lastTold > Pace)
        {
            _lastTold = _since.Elapsed;
            _isWithinLine = true;
            output.Write('\r' + line);
        }
    }
}
