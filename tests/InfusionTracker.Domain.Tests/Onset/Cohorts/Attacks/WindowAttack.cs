using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts.Attacks;

/// <summary>
/// Works out of one answer about a cohort's windows whatever it can: by the sums that figures are of, by counts and their rests, and
/// by trying all values of a few patients. What it finds of few is what must not be told.
/// </summary>
internal sealed class WindowAttack(RandomCohort cohort, CohortWindows told)
{
    private readonly List<string> _found = [];

    private readonly LinearKnowledge _sums = new();

    private readonly IReadOnlyList<IndexSession> _counted = cohort.Counted;

    public IReadOnlyList<string> Find()
    {
        Report(told.Counts.Counted is not null && cohort.AreFew([.. _counted.Select(s => s.PatientId)]), "how many are counted");
        ReasonsAttack.Find(cohort, told.Counts, Report);
        var baselines = _counted.Where(s => s.Onset.Baseline is not null).Select(s => (s.PatientId, Value: s.Onset.Baseline!.Total.ToDouble())).ToList();
        KnowSum(told.Baseline, "baseline");
        foreach (var window in told.Windows)
        {
            var here = Points(window);
            Sums(window, here);
            States(window, here);
            Visits(window, here);
            FewValues(window.Total, [.. here.Select(p => (double)p.Point.Score.Total)]);
        }

        ReportSum("baseline", baselines);
        foreach (var window in told.Windows)
        {
            var here = Points(window);
            var (name, patients) = (window.Window.Name, here.Select(p => p.Session.PatientId).ToHashSet());
            ReportSum($"total {name}", [.. here.Select(p => (p.Session.PatientId, (double)p.Point.Score.Total))]);
            var changes = here.Where(p => p.Point.Change is not null).Select(p => (p.Session.PatientId, Value: (double)p.Point.Change!.Value)).ToList();
            ReportSum($"change {name}", changes);
            var elsewhere = _counted.Except(here.Select(p => p.Session)).Where(s => s.Onset.Baseline is not null)
                .Select(s => (s.PatientId, Value: s.Onset.Baseline!.Total.ToDouble())).ToList();
            if (baselines.Select(b => b.Value).Distinct().Count() > 1)
            {
                Report(cohort.AreFew([.. elsewhere.Select(e => e.PatientId)]) && _sums.Tells($"elsewhere {name}"), $"baseline of those without a score {name}");
            }
        }

        return _found;
    }

    private List<(IndexSession Session, OnsetPoint Point)> Points(WindowFigures window) =>
        [.. _counted.SelectMany(s => s.Onset.Points.Where(p => p.Window == window.Window).Select(p => (s, p)))];

    private void Sums(WindowFigures window, List<(IndexSession Session, OnsetPoint Point)> here)
    {
        var name = window.Window.Name;
        KnowSum(window.Total, $"total {name}");
        KnowSum(window.Change, $"change {name}");
        if (here.All(p => p.Point.Change is not null))
        {
            _sums.Know(("baseline", 1), ($"here {name}", -1), ($"elsewhere {name}", -1));
            _sums.Know(($"total {name}", 1), ($"here {name}", -1), ($"change {name}", -1));
            if (here.Count == _counted.Count)
            {
                _sums.Know(($"elsewhere {name}", 1));
            }
        }

        var without = here.Where(p => p.Point.PercentChange is null).Select(p => p.Session.PatientId).ToList();
        var with = here.Where(p => p.Point.PercentChange is not null).Select(p => p.Session.PatientId).ToList();
        Report(window.PercentChange is not null && (cohort.AreFew(without) || cohort.AreFew(with)), $"percent {name}");
        Report(window.PercentChange is { Mean: { } mean } && Math.Abs((mean * 10) - Math.Round(mean * 10)) > 1e-6, $"digits of percent {name}");
    }

    private void States(WindowFigures window, List<(IndexSession Session, OnsetPoint Point)> here)
    {
        var name = window.Window.Name;
        var responded = Set(here, p => p.Point.Response);
        var remitted = Set(here, p => p.Session.Onset.RemissionNotEvaluable is null ? p.Point.Remission : null);
        var (tellsResponders, tellsRemitters) = (Tells(window.Responders), Tells(window.Remitters));
        Report(tellsResponders && (cohort.AreFew(responded.Met) || cohort.AreFew(responded.Unmet)), $"responders {name}");
        Report(tellsRemitters && (cohort.AreFew(remitted.Met) || cohort.AreFew(remitted.Unmet)), $"remitters {name}");
        Report(window.Remitters is { Of: not null } && (cohort.AreFew(remitted.Unjudged) || cohort.AreFew(remitted.Judged)), $"evaluable {name}");
        if (tellsResponders && tellsRemitters)
        {
            var (one, other) = (responded.Sessions.Except(remitted.Sessions).ToList(), remitted.Sessions.Except(responded.Sessions).ToList());
            var difference = one.Count == 0 ? other : one;
            Report((one.Count == 0 || other.Count == 0) && cohort.AreFew([.. difference.Select(s => s.PatientId)]), $"responders who do not remit {name}");
        }

        ReportOnly(window.Responders, tellsResponders, $"responders {name}");
        ReportOnly(window.Remitters, tellsRemitters, $"remitters {name}");
    }

    private void Visits(WindowFigures window, List<(IndexSession Session, OnsetPoint Point)> here)
    {
        if (window.Expected is null && window.Missing is null && window.NotReached is null)
        {
            return;
        }

        var elsewhere = _counted.Except(here.Select(p => p.Session)).ToList();
        var ahead = elsewhere.Where(s => s.Onset.Alignment.NextT0 is { } next && next <= s.T0 + window.Window.To).ToList();
        Report(cohort.AreFew([.. ahead.Select(s => s.PatientId)]), $"not reached {window.Window.Name}");
        Report(cohort.AreFew([.. elsewhere.Except(ahead).Select(s => s.PatientId)]), $"missing {window.Window.Name}");
    }

    /// <summary>Tries all values of five patients on a short scale: where only one set of them fits, the scores are known.</summary>
    private void FewValues(Summary? summary, double[] values)
    {
        if (summary?.Mean is null || values.Length != 5 || cohort.TotalMax > 24 || values.Distinct().Count() == 1)
        {
            return;
        }

        var fits = 0;
        var tried = new double[5];
        Try(0, 0, values.Sum());
        Report(fits == 1, "all scores of five");

        void Try(int place, int least, double left)
        {
            if (place == 4)
            {
                tried[4] = left;
                fits += left >= least && left <= cohort.TotalMax && Fits(Summary.Of(tried, cohort.Design.AreIndependent)) ? 1 : 0;
                return;
            }

            for (var value = least; value * (5 - place) <= left && fits < 2; value++)
            {
                tried[place] = value;
                Try(place + 1, value, left - value);
            }
        }

        bool Fits(Summary other) => new[]
        {
            (summary.Sd, other.Sd),
            (summary.Median, other.Median),
            (summary.LowerQuartile, other.LowerQuartile),
            (summary.UpperQuartile, other.UpperQuartile),
        }.All(pair => pair.Item1 is not { } figure || Math.Abs(figure - pair.Item2!.Value) < 1e-6);
    }

    /// <summary>A mean or an interval, beside how many, is a sum.</summary>
    private void KnowSum(Summary? summary, string thing)
    {
        if (summary is { N: > 0 } && (summary.Mean is not null || summary.Ci95 is not null))
        {
            _sums.Know((thing, 1));
        }
    }

    private void ReportSum(string thing, List<(Guid PatientId, double Value)> values)
    {
        var patients = values.Select(v => v.PatientId).ToList();
        var most = values.GroupBy(v => v.Value).MaxBy(of => of.Count());
        var others = most is null || 2 * most.Count() <= values.Count ? [] : values.Where(v => v.Value != most.Key).Select(v => v.PatientId).ToList();
        Report((cohort.AreFew(patients) || cohort.AreFew(others)) && _sums.Tells(thing), thing);
    }

    /// <summary>Where a null leaves one number only, it tells it.</summary>
    private void ReportOnly(Proportion? share, bool isTold, string thing)
    {
        if (!isTold && share is { Of: { } of })
        {
            Report(Enumerable.Range(1, of - 1).Count(n => n < cohort.Cells.Minimum || of - n < cohort.Cells.Minimum) == 1, $"the only number of {thing}");
        }
    }

    private static bool Tells(Proportion? share) => share is { Of: not null } and not { Count: null, Rate: null, Ci95: null };

    private static States4 Set(List<(IndexSession Session, OnsetPoint Point)> here, Func<(IndexSession Session, OnsetPoint Point), bool?> met) => new(
        [.. here.Where(p => met(p) == true).Select(p => p.Session.PatientId)],
        [.. here.Where(p => met(p) == false).Select(p => p.Session.PatientId)],
        [.. here.Where(p => met(p) is not null).Select(p => p.Session.PatientId)],
        [.. here.Where(p => met(p) is null).Select(p => p.Session.PatientId)],
        [.. here.Where(p => met(p) == true).Select(p => p.Session)]);

    private void Report(bool isFound, string what)
    {
        if (isFound)
        {
            _found.Add(what);
        }
    }

    private sealed record States4(List<Guid> Met, List<Guid> Unmet, List<Guid> Judged, List<Guid> Unjudged, List<IndexSession> Sessions);
}

/// <summary>Works out how many are left out and why.</summary>
internal static class ReasonsAttack
{
    public static void Find(RandomCohort cohort, CohortCounts told, Action<bool, string> report)
    {
        var known = new LinearKnowledge();
        var reasons = Enum.GetValues<LeftOutReason>();
        foreach (var reason in reasons.Where(reason => told.LeftOut.GetValueOrDefault(reason, 0) is not null))
        {
            known.Know(($"{reason}", 1));
        }

        known.Know([("cohort", 1), ("counted", -1), .. reasons.Select(reason => ($"{reason}", -1d))]);
        if (told.Cohort is not null)
        {
            known.Know(("cohort", 1));
        }

        if (told.Counted is not null)
        {
            known.Know(("counted", 1));
        }

        foreach (var (reason, patients) in cohort.LeftOut)
        {
            report(cohort.AreFew(patients) && known.Tells($"{reason}"), $"left out as {reason}");
        }
    }
}
