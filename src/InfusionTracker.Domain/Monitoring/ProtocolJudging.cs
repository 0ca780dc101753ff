using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Observations;
using NodaTime;

namespace InfusionTracker.Domain.Monitoring;

/// <summary>What of a protocol makes no sense.</summary>
/// <param name="Path">Where, e.g. <c>monitoring/0/every</c>.</param>
/// <param name="Detail">A sentence that says what to do.</param>
public sealed record ProtocolFault(string Path, string Detail);

/// <summary>Judges a protocol before it is kept: every code is of a catalogue, every time can be met.</summary>
public static class ProtocolJudging
{
    public const int MaxRules = 50;
    public const int MaxTimes = 50;
    public const int MaxLimits = 30;
    public const int MaxFollowUps = 100;

    private static readonly Duration Day = Duration.FromDays(1);
    private static readonly Duration LongestFollowUp = Duration.FromDays(366);

    /// <summary>Everything that makes no sense, in the order of the protocol; empty where it may be kept.</summary>
    public static IReadOnlyList<ProtocolFault> Judge(this ProtocolDefinition protocol) =>
    [
        .. TooMany(protocol),
        .. protocol.Monitoring.Take(MaxRules).SelectMany((rule, i) => Rule(rule, $"monitoring/{i}")),
        .. MeasuredTwice(protocol.Monitoring),
        .. DueTooOften(protocol.Monitoring),
        .. protocol.Limits.Take(MaxLimits).SelectMany((limit, i) => Limit(limit, protocol, $"limits/{i}")),
        .. Repeated(protocol.Limits, l => l.Code, "limits", "code", "Give the limits of a code once."),
        .. protocol.Discharge is { } discharge ? Leaving(discharge) : [],
        .. protocol.FollowUps.Take(MaxFollowUps).SelectMany((followUp, i) => FollowUp(followUp, $"followUps/{i}")),
        .. Overlapping(protocol.FollowUps),
    ];

    private static IEnumerable<ProtocolFault> TooMany(ProtocolDefinition protocol)
    {
        (string Path, int Count, int Most)[] lists =
        [
            ("monitoring", protocol.Monitoring.Count, MaxRules),
            ("limits", protocol.Limits.Count, MaxLimits),
            ("discharge/conditions", protocol.Discharge?.Conditions?.Count ?? 0, MaxLimits),
            ("followUps", protocol.FollowUps.Count, MaxFollowUps),
        ];
        return lists.Where(l => l.Count > l.Most).Select(l => new ProtocolFault(l.Path, $"Give at most {l.Most}."));
    }

    private static IEnumerable<ProtocolFault> Rule(MonitoringRule rule, string path)
    {
        if (ObservationCatalogue.Find(rule.Code) is null && InstrumentCatalogue.Find(rule.Code) is null)
        {
            yield return new($"{path}/code", "Give a code of the catalogue of observations or of instruments.");
        }
        else if (IsSecondCoding(rule.Code))
        {
            yield return new($"{path}/code", "Give the code that its observations are stored under.");
        }

        var phase = ProtocolWords.ParsePhase(rule.Phase);
        if (phase is null)
        {
            yield return new($"{path}/phase", $"Give {ProtocolWords.BeforeStart}, {ProtocolWords.Infusion} or {ProtocolWords.AfterEnd}.");
        }
        else if (phase == SessionPhase.Infusion && rule.Span is not null)
        {
            yield return new($"{path}/span", "Leave the span out: the infusion has its own length.");
        }
        else if (phase != SessionPhase.Infusion && !IsSpan(rule.Span, Duration.FromSeconds(1), Day))
        {
            yield return new($"{path}/span", "Give how long the phase lasts, in whole seconds, more than zero, up to P1D.");
        }

        foreach (var fault in Rhythm(rule, path))
        {
            yield return fault;
        }
    }

    private static IEnumerable<ProtocolFault> Rhythm(MonitoringRule rule, string path)
    {
        var continuous = rule.Continuous == true;
        if ((rule.Every is null ? 0 : 1) + (rule.At is null ? 0 : 1) + (continuous ? 1 : 0) > 1)
        {
            yield return new(path, "Give one of every, at and continuous, or none of them for once.");
            yield break;
        }

        if (rule.MaxGap is null == continuous)
        {
            yield return new($"{path}/maxGap", continuous ? "Give the longest gap of what is continuous." : "Leave maxGap out, or say that it is continuous.");
        }
        else if (continuous && !IsSpan(rule.MaxGap, Duration.FromSeconds(1), Duration.FromHours(1)))
        {
            yield return new($"{path}/maxGap", "Give whole seconds, PT1S to PT1H.");
        }

        if (rule.Every is not null && !IsSpan(rule.Every, Duration.FromMinutes(1), Day))
        {
            yield return new($"{path}/every", "Give whole seconds, PT1M to P1D.");
            yield break;
        }

        if (rule.At is { } at)
        {
            if (at.Count is 0 or > MaxTimes || at.Distinct().Count() != at.Count)
            {
                yield return new($"{path}/at", $"Give 1 to {MaxTimes} times, each once.");
                yield break;
            }

            for (var i = 0; i < at.Count; i++)
            {
                if (!IsSpan(at[i], Duration.Zero, rule.Span ?? Day))
                {
                    yield return new($"{path}/at/{i}", "Give whole seconds within the phase, P1D at most.");
                }
            }
        }

        if ((rule.Every ?? LeastBetween(rule.At)) is not { } between)
        {
            if (rule.Tolerance is not null)
            {
                yield return new($"{path}/tolerance", "Leave the tolerance out: nothing is due at a set time.");
            }
        }
        else if (rule.Tolerance is not { } tolerance || !IsSpan(tolerance, Duration.Zero, Day) || tolerance + tolerance >= between)
        {
            yield return new($"{path}/tolerance", "Give a tolerance in whole seconds, not negative, and less than half of what lies between two times.");
        }
    }

    private static IEnumerable<ProtocolFault> MeasuredTwice(IReadOnlyList<MonitoringRule> rules)
    {
        for (var i = 1; i < rules.Count && i < MaxRules; i++)
        {
            if (rules.Take(i).Any(earlier => earlier.Phase == rules[i].Phase && (Measures(earlier.Code, rules[i].Code) || Measures(rules[i].Code, earlier.Code))))
            {
                yield return new($"monitoring/{i}/code", "Say once for each phase how often a code is measured, a panel and its components together.");
            }
        }
    }

    /// <summary>An infusion is taken to last a day, which is for how long one is monitored whose stop nobody recorded.</summary>
    private static IEnumerable<ProtocolFault> DueTooOften(IReadOnlyList<MonitoringRule> rules)
    {
        var start = Instant.FromUnixTimeTicks(0);
        var due = rules
            .Where(rule => (rule.Every is null || IsSpan(rule.Every, Duration.FromMinutes(1), Day))
                && (rule.Span is null || IsSpan(rule.Span, Duration.Zero, Day)))
            .Sum(rule => DueTimes.Count(rule, new Interval(start, start + (rule.Span ?? MonitoredSession.Longest))));
        if (due > SessionMonitoring.MostDue)
        {
            yield return new(
                "monitoring",
                $"Ask for less, or less often: around an infusion of a day at most {SessionMonitoring.MostDue} readings may be due, and it would be {due}.");
        }
    }

    private static IEnumerable<ProtocolFault> Limit(MeasuredLimit limit, ProtocolDefinition protocol, string path)
    {
        if (ObservationCatalogue.Find(limit.Code) is not { IsPanel: false, Plausible: { } plausible } || IsSecondCoding(limit.Code))
        {
            yield return new($"{path}/code", "Give the code of an observation with a value; of a panel, give its components.");
            yield break;
        }

        if (!protocol.Monitoring.Any(rule => (rule.Every is not null || rule.Continuous == true) && Measures(rule.Code, limit.Code)))
        {
            yield return new($"{path}/code", "Say under monitoring how often this is measured, so that time outside of its limits can be told.");
        }

        if (limit is { Low: null, High: null })
        {
            yield return new(path, "Give low, high or both.");
        }

        if (limit.Low is { } low && !plausible.Contains(low))
        {
            yield return new($"{path}/low", $"Give a value of {plausible.Min} to {plausible.Max}, which are what can be recorded.");
        }

        if (limit.High is { } high && !plausible.Contains(high))
        {
            yield return new($"{path}/high", $"Give a value of {plausible.Min} to {plausible.Max}, which are what can be recorded.");
        }

        if (limit.Low > limit.High)
        {
            yield return new($"{path}/high", "Give a high that is not below low.");
        }
    }

    private static IEnumerable<ProtocolFault> Leaving(DischargeRule discharge)
    {
        const string path = "discharge";
        var conditions = discharge.Conditions ?? [];
        if (discharge.MinimumObservation is null && conditions.Count == 0)
        {
            yield return new(path, "Give a minimum observation, conditions or both, or leave discharge out.");
        }

        if (discharge.MinimumObservation is { After: not (ProtocolWords.Start or ProtocolWords.End) })
        {
            yield return new($"{path}/minimumObservation/after", "Give start or end.");
        }

        if (discharge.MinimumObservation is { } minimum && !IsSpan(minimum.Span, Duration.FromSeconds(1), Day))
        {
            yield return new($"{path}/minimumObservation/span", "Give whole seconds, more than zero, up to P1D.");
        }

        for (var i = 0; i < conditions.Count && i < MaxLimits; i++)
        {
            var condition = conditions[i];
            if (RangeOf(condition.Code) is not { } range)
            {
                yield return new($"{path}/conditions/{i}/code", "Give the code of an observation with a value, or of an instrument with a total.");
            }
            else if (!range.Contains(condition.Value))
            {
                yield return new($"{path}/conditions/{i}/value", $"Give a value of {range.Min} to {range.Max}: no reading is outside of these.");
            }

            if (ProtocolWords.Holds(condition.Op, 0, 0) is null)
            {
                yield return new($"{path}/conditions/{i}/op", "Give =, <, <=, > or >=.");
            }
        }

        foreach (var fault in Repeated(conditions, c => (c.Code, c.Op), $"{path}/conditions", "code", "Give each condition once."))
        {
            yield return fault;
        }
    }

    private static IEnumerable<ProtocolFault> FollowUp(FollowUpRule followUp, string path)
    {
        if (InstrumentCatalogue.Find(followUp.Instrument) is null)
        {
            yield return new($"{path}/instrument", "Give a code of the catalogue of instruments.");
        }

        if (!IsSpan(followUp.At, Duration.FromSeconds(1), LongestFollowUp))
        {
            yield return new($"{path}/at", "Give whole seconds after the start of the infusion, up to P366D.");
        }
        else if (!IsSpan(followUp.Tolerance, Duration.Zero, LongestFollowUp) || followUp.Tolerance >= followUp.At)
        {
            yield return new($"{path}/tolerance", "Give a tolerance in whole seconds, not negative, and less than at: a follow-up comes after the dose.");
        }
    }

    private static IEnumerable<ProtocolFault> Overlapping(IReadOnlyList<FollowUpRule> followUps)
    {
        var indexed = followUps.Take(MaxFollowUps).Select((rule, i) => (rule, i)).GroupBy(f => f.rule.Instrument, StringComparer.Ordinal);
        foreach (var ordered in indexed.Select(group => group.OrderBy(f => f.rule.At).ToList()))
        {
            for (var n = 1; n < ordered.Count; n++)
            {
                var (earlier, later) = (ordered[n - 1].rule, ordered[n].rule);
                if (later.At == earlier.At || later.At - later.Tolerance < earlier.At + earlier.Tolerance)
                {
                    yield return new($"followUps/{ordered[n].i}/at", "The times of one instrument may touch within their tolerances, and not overlap.");
                }
            }
        }
    }

    private static IEnumerable<ProtocolFault> Repeated<T, TKey>(IReadOnlyList<T> items, Func<T, TKey> key, string path, string member, string detail)
    {
        var seen = new HashSet<TKey>();
        return items.Select((item, i) => (item, i)).Where(entry => !seen.Add(key(entry.item))).Select(entry => new ProtocolFault($"{path}/{entry.i}/{member}", detail));
    }

    /// <summary>True where measuring one code gives values of the other.</summary>
    internal static bool Measures(string code, string value) =>
        code == value || ObservationCatalogue.Find(code)?.Components.Contains(value) == true;

    private static PlausibleRange? RangeOf(string code) =>
        InstrumentCatalogue.Find(code) is { HasTotal: true } instrument ? new(instrument.TotalMin, instrument.TotalMax)
        : IsSecondCoding(code) ? null
        : ObservationCatalogue.Find(code)?.Plausible;

    private static bool IsSecondCoding(string code) => ObservationCatalogue.Find(code) is { } found && found.Code != code;

    private static Duration? LeastBetween(IReadOnlyList<Duration>? at)
    {
        if (at is not { Count: > 0 })
        {
            return null;
        }

        var ordered = at.Order().ToList();
        return ordered.Count == 1 ? Day + Day + Day : ordered.Skip(1).Zip(ordered, (later, earlier) => later - earlier).Min();
    }

    private static bool IsSpan(Duration? span, Duration least, Duration most) =>
        span is { } given && given >= least && given <= most && given.SubsecondNanoseconds == 0;
}
