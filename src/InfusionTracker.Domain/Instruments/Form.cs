namespace InfusionTracker.Domain.Instruments;

/// <summary>The answers of one form, once they are known to be in range, read by the instrument's rules.</summary>
internal sealed class Form
{
    private readonly Instrument instrument;
    private readonly IReadOnlyList<int?> answers;

    /// <summary>Answers that are no gap although no rating stands there: skipped, the other of a pair, left out by rule.</summary>
    private readonly HashSet<int> excused = [];

    public Form(Instrument instrument, IReadOnlyList<int?> answers)
    {
        this.instrument = instrument;
        this.answers = answers;
        var items = Enumerable.Range(1, instrument.AnswerCount + instrument.TrailingItems).ToList();

        var codes = (from i in items
                     where Given(i) is { } given && instrument.NotAssessedAt(i, given) is not null
                     select (Item: i, Code: instrument.NotAssessedAt(i, Given(i)!.Value)!)).ToList();
        NotAssessed = [.. codes.Select(c => c.Item)];

        excused.UnionWith(codes.Where(c => c.Code.TotalWithoutIt).Select(c => c.Item));
        excused.UnionWith(instrument.EitherOf.Where(group => group.Any(i => Given(i) is not null)).SelectMany(group => group));
        excused.UnionWith(instrument.Skips.Where(s => Given(s.Gate) == 0).SelectMany(s => s.Asked));

        // A trailing answer is wanted only where an earlier one opened it.
        var opened = instrument.Skips.Where(s => Given(s.Gate) == 1).SelectMany(s => s.Asked).ToHashSet();
        var wanted = items.Where(i => i <= instrument.AnswerCount || opened.Contains(i)).ToList();
        Missing = [.. wanted.Where(i => Given(i) is null && !excused.Contains(i))];
        IsComplete = wanted.All(i => Rating(i) is not null || excused.Contains(i));
    }

    public IReadOnlyList<int> Missing { get; }

    public IReadOnlyList<int> NotAssessed { get; }

    public bool IsComplete { get; }

    /// <summary>Null where an answer that counts is missing, or none is there.</summary>
    public decimal? Value(IEnumerable<int> items, Aggregate aggregate)
    {
        var list = items.ToList();
        var ratings = list.Select(Rating).OfType<int>().ToList();
        var hasGap = list.Any(i => Rating(i) is null && !excused.Contains(i));
        return aggregate switch
        {
            _ when ratings.Count == 0 => null,
            Aggregate.MeanOfAnswered => ratings.Average(r => (decimal)r),
            _ when hasGap => null,
            Aggregate.Sum => ratings.Sum(),
            _ => ratings.Max(),
        };
    }

    public IReadOnlyDictionary<string, int> SymptomCounts() =>
        instrument.Symptoms is { } rule
            ? rule.Clusters.ToDictionary(
                c => c,
                c => instrument.Subscales.Single(s => s.Code == c).Answers.Count(i => Rating(i) >= rule.PresentAtLeast))
            : new Dictionary<string, int>();

    public bool? ProvisionalDiagnosis()
    {
        if (instrument.Symptoms?.Needed is not { } needed || !IsComplete)
        {
            return null;
        }

        var counts = SymptomCounts();
        return needed.All(n => counts[n.Key] >= n.Value);
    }

    public string? Profile() =>
        instrument.Scoring == ScoringMethod.Profile && IsComplete
            ? string.Concat(Enumerable.Range(1, instrument.AnswerCount).Select(Rating))
            : null;

    /// <summary>
    /// The highest level that any answer reaches. A missing answer can only raise it, so what is found is certain as "at
    /// least"; that nothing was found is certain only once the form is complete.
    /// </summary>
    public RiskLevel? RiskLevel()
    {
        if (instrument.Scoring != ScoringMethod.Triage)
        {
            return null;
        }

        return instrument.Triage.FirstOrDefault(t => t.AnyOf.Any(i => Rating(i) == 1)) is { } met
            ? met.Level
            : IsComplete ? Instruments.RiskLevel.None : null;
    }

    /// <summary>What the answers raise, and what a missing one keeps anybody from excluding.</summary>
    public IReadOnlyList<SafetyFlag> SafetyFlags(RiskLevel? risk)
    {
        var flags = new List<SafetyFlag>();
        foreach (var safety in instrument.SafetyItems)
        {
            if (Rating(safety.Item) is not { } rating)
            {
                flags.Add(new(safety.Flag, safety.Item, null, FlagState.CannotBeExcluded));
            }
            else if (rating >= safety.AtLeast)
            {
                flags.Add(new(safety.Flag, safety.Item, null));
            }
        }

        var certain = risk ?? Instruments.RiskLevel.None;
        if (certain > Instruments.RiskLevel.None)
        {
            flags.Add(new(SafetyItem.SuicideRisk, null, certain));
        }

        if (instrument.Triage.FirstOrDefault(t => t.AnyOf.Any(i => Rating(i) == 1 || IsOpen(i))) is { } possible && possible.Level > certain)
        {
            flags.Add(new(SafetyItem.SuicideRisk, null, possible.Level, FlagState.CannotBeExcluded));
        }

        return flags;
    }

    /// <summary>True where the form asks for the answer, or may have to, and it is not there.</summary>
    private bool IsOpen(int item) => Rating(item) is null && !excused.Contains(item);

    private int? Given(int item) => item <= answers.Count ? answers[item - 1] : null;

    private int? Rating(int item) => Given(item) is { } answer ? instrument.RatingOf(item, answer) : null;
}
