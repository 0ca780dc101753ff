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

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Dictionary<CohortRecord, int> _records = [];
    private TimeSpan _lastTold = -Pace;
    private int _done;
    private int _sent;

    public void Tell(PatientStory story, bool sent)
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

    /// <summary>Ends the line, and says what there is.</summary>
    public void TellEnd()
    {
        if (_sent > 0 && advances)
        {
            output.WriteLine();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The invented cohort is complete: {_done} patients, {Of(CohortRecord.Session)} sessions, {Of(CohortRecord.InfusionEvent)} infusion events, "
            + $"{Of(CohortRecord.Observation)} observations, {Of(CohortRecord.Score)} scores, {Of(CohortRecord.AdverseEvent)} adverse events"
            + $" ({_sent} patients filled in now, {_since.Elapsed.TotalSeconds:0.0} s)."));
    }

    private int Of(CohortRecord record) => _records.GetValueOrDefault(record);

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
            output.Write('\r' + line);
        }
    }
}
