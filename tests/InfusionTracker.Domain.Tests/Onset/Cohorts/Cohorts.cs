using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

/// <summary>Short words for cohorts in tests.</summary>
internal static class Cohorts
{
    public static readonly CohortDesign ByPatient = new(CohortUnit.Patient);

    public static readonly CohortDesign BySession = new(CohortUnit.Session);

    private static int ids;

    public static Guid Patient(int number) => new(number, 1, 0, new byte[8]);

    /// <summary>A session on a right-now scale of 0 to 100 from 80, half of it a response; t0 is that many days after T0.</summary>
    public static IndexSession Session(int patient, params ScorePoint[] scores) => SessionOn(patient, 0, null, scores);

    public static IndexSession SessionOn(int patient, int day, string? group, params ScorePoint[] scores) =>
        SessionOf(Vas with { Remission = Level(Comparison.AtMost, 10) }, new(), patient, day, group, [At("PT0S", 80), .. scores]);

    public static IndexSession SessionOf(
        Instrument instrument, OnsetOptions options, int patient, int day, string? group, params ScorePoint[] scores)
    {
        var moved = scores.Select(score => score with { AssessedAt = score.AssessedAt + Duration.FromDays(day) }).ToList();
        var t0 = T0 + Duration.FromDays(day);
        return new(
            Patient(patient),
            new Guid(Interlocked.Increment(ref ids), 2, 0, new byte[8]),
            group,
            DoseUnknown: false,
            Overlapping: false,
            SessionOnset.Of(instrument, ScoreLine.Of(moved), new(t0, null, null, t0, null), options));
    }

    /// <summary>The same with a next infusion so long after it.</summary>
    public static IndexSession CutOff(this IndexSession session, string after) => session with
    {
        Onset = session.Onset with { Alignment = session.Onset.Alignment with { NextT0 = session.T0 + Span(after) } },
    };

    public static Judged Of(CohortDesign design, params IndexSession[] sessions)
    {
        var judged = sessions.GroupBy(session => session.PatientId).SelectMany(design.Judge).ToList();
        return new(
            [.. judged.Where(j => j.LeftOut is null).Select(j => j.Session)],
            [.. judged.Where(j => j.LeftOut is not null).Select(j => (j.Session, j.LeftOut!.Value))]);
    }

    public static CohortWindows Windows(
        CohortDesign design, IEnumerable<IndexSession> sessions, Instant asOf, MissingValues missing, SmallCells? cells)
    {
        var tally = new CohortWindowsTally(design, WindowList.Default, asOf, missing);
        foreach (var ofPatient in sessions.GroupBy(session => session.PatientId))
        {
            tally.Add(ofPatient);
        }

        return tally.Figures(cells);
    }

    public static TimeToEvent Times(CohortDesign design, CohortEvent asked, SmallCells? cells, IEnumerable<IndexSession> sessions)
    {
        var tally = new TimeToEventTally(design with { Asked = asked }, StringComparer.Ordinal);
        foreach (var ofPatient in sessions.GroupBy(session => session.PatientId))
        {
            tally.Add(ofPatient);
        }

        return tally.Figures(WindowList.Default, CurveInterval.LogLog, cells);
    }
}

/// <summary>Who is counted, and who is not and why.</summary>
internal sealed record Judged(List<IndexSession> Counted, List<(IndexSession Session, LeftOutReason Reason)> LeftOut);
