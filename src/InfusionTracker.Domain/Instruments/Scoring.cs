namespace InfusionTracker.Domain.Instruments;

/// <summary>What answers and totals of an instrument come to.</summary>
public static class Scoring
{
    /// <summary>Scores the answers of one form.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="answers">
    /// One number for each answer, in the form's order; null where it is missing or the form skips it. The LSAS has 48: fear 1
    /// to 24, then avoidance 1 to 24.
    /// </param>
    /// <param name="version">Name of the form; null for the standard one.</param>
    /// <returns>
    /// A score, with no total where an answer is missing; or every reason for refusing: unknown version, another number of
    /// answers, no answer at all, an answer out of its range or in contradiction to a skip.
    /// </returns>
    public static ScoreOutcome Score(this Instrument instrument, IReadOnlyList<int?> answers, string? version = null)
    {
        var refusals = new List<ScoreRefusal>();
        refusals.AddRange(CheckVersion(instrument, version));
        refusals.AddRange(CheckAnswers(instrument, answers));
        if (refusals.Count > 0)
        {
            return new ScoreOutcome.Refused(refusals);
        }

        var form = new Form(instrument, answers);
        decimal? total = instrument.Scoring switch
        {
            ScoringMethod.Sum => form.Value(Enumerable.Range(1, instrument.AnswerCount), Aggregate.Sum),
            ScoringMethod.SumOfSubscales when form.IsComplete => instrument.Subscales.Sum(s => form.Value(s.Answers, s.Aggregate)),
            _ => null,
        };
        var risk = form.RiskLevel();
        return WithTotal(instrument, total, version) with
        {
            Complete = form.IsComplete,
            Missing = form.Missing,
            NotAssessed = form.NotAssessed,
            Subscales = [.. instrument.Subscales.Select(s => new SubscaleScore(s.Code, form.Value(s.Answers, s.Aggregate)))],
            SafetyFlags = form.SafetyFlags(risk),
            SymptomCounts = form.SymptomCounts(),
            ProvisionalDiagnosis = form.ProvisionalDiagnosis(),
            Profile = form.Profile(),
            RiskLevel = risk,
        };
    }

    /// <summary>Judges a total that came without its answers.</summary>
    /// <returns>
    /// A complete score without subscales, its flags as far as the total tells them; or the reasons for refusing: unknown version, an instrument without a
    /// total, a total out of range, a fraction that no answers can add up to.
    /// </returns>
    public static ScoreOutcome CheckTotal(this Instrument instrument, decimal total, string? version = null)
    {
        var refusals = CheckVersion(instrument, version).ToList();
        if (!instrument.HasTotal)
        {
            refusals.Add(new(ScoreRefusalReason.TotalNotDefined, null,
                $"{instrument.Code} has no total; give the answers."));
        }
        else if (total < instrument.TotalMin || total > instrument.TotalMax)
        {
            refusals.Add(new(ScoreRefusalReason.TotalOutOfRange, null,
                $"A total of {instrument.Code} is from {instrument.TotalMin} to {instrument.TotalMax}."));
        }
        else if (!instrument.FractionalTotal && decimal.Truncate(total) != total)
        {
            refusals.Add(new(ScoreRefusalReason.TotalNotWhole, null, $"A total of {instrument.Code} is a whole number."));
        }

        return refusals.Count > 0
            ? new ScoreOutcome.Refused(refusals)
            : WithTotal(instrument, total, version) with
            {
                Complete = true,
                SafetyFlags = [.. instrument.SafetyItems.Select(s => s.Of(instrument, total)).OfType<SafetyFlag>()],
            };
    }

    /// <summary>
    /// The total by the instrument's published rule for missing items: the mean of the items answered, times all. Of a complete form it
    /// is the total.
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="answers">Answers that were accepted.</param>
    /// <returns>The total, and how many answers it rests on; null where no such rule was published.</returns>
    public static (Rational Total, int Answered)? Prorate(this Instrument instrument, IReadOnlyList<int?> answers)
    {
        if (!instrument.MissingItems.Prorates)
        {
            return null;
        }

        var ratings = Enumerable.Range(1, instrument.AnswerCount)
            .Select(item => answers[item - 1] is { } answer ? instrument.RatingOf(item, answer) : null)
            .OfType<int>()
            .ToList();
        return ratings.Count == 0 ? null : ((Rational)ratings.Sum() * instrument.AnswerCount / ratings.Count, ratings.Count);
    }

    /// <summary>The band that a total lies in.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="total">A total within the instrument's range.</param>
    /// <param name="bandSet">Name of a band set; null for the first.</param>
    /// <returns>Null where the instrument has no such bands or the total is out of range.</returns>
    public static Band? BandOf(this Instrument instrument, decimal total, string? bandSet = null) =>
        total > instrument.TotalMax
            ? null
            : SetOf(instrument, bandSet)?.Bands.LastOrDefault(b => total >= b.Min);

    /// <summary>Lowest and highest value of a subscale, by the ranges of its items.</summary>
    public static (decimal Min, decimal Max) RangeOf(this Instrument instrument, Subscale subscale)
    {
        var ranges = subscale.Answers.Select(instrument.RangeOf).ToList();
        return subscale.Aggregate switch
        {
            Aggregate.Sum => (ranges.Sum(r => r.Min), ranges.Sum(r => r.Max)),
            Aggregate.Max => (ranges.Max(r => r.Min), ranges.Max(r => r.Max)),
            _ => (ranges.Average(r => (decimal)r.Min), ranges.Average(r => (decimal)r.Max)),
        };
    }

    /// <summary>What an answer may be, codes for "not assessed" apart.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="item">Answer number from 1.</param>
    public static ItemRange RangeOf(this Instrument instrument, int item) =>
        instrument.ItemExceptions.TryGetValue(item, out var range) ? range : instrument.ItemRange;

    /// <summary>
    /// An answer as a number to count with: turned round where the item is, null where it is a code for "not assessed".
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="item">Answer number from 1.</param>
    /// <param name="answer">An answer that was accepted.</param>
    public static int? RatingOf(this Instrument instrument, int item, int answer)
    {
        var range = instrument.RangeOf(item);
        return instrument.NotAssessedAt(item, answer) is not null ? null
            : instrument.ReverseItems.Contains(item) ? range.Min + range.Max - answer
            : answer;
    }

    /// <summary>The code for "not assessed" that an answer is; null where it is a rating.</summary>
    internal static NotAssessedCode? NotAssessedAt(this Instrument instrument, int item, int answer) =>
        instrument.NotAssessed.FirstOrDefault(n => (n.Item is null || n.Item == item) && n.Value == answer);

    internal static IEnumerable<ScoreRefusal> CheckVersion(Instrument instrument, string? version) =>
        version is null || instrument.Versions.Any(v => v.Name == version)
            ? []
            : [new(ScoreRefusalReason.UnknownVersion, null, instrument.Versions.Count == 0
                ? $"{instrument.Code} has one form only; leave the version out."
                : $"{instrument.Code} has the versions {string.Join(", ", instrument.Versions.Select(v => v.Name))}.")];

    private static IEnumerable<ScoreRefusal> CheckAnswers(Instrument instrument, IReadOnlyList<int?> answers)
    {
        var (fewest, most) = (instrument.AnswerCount, instrument.AnswerCount + instrument.TrailingItems);
        if (answers.Count < fewest || answers.Count > most)
        {
            var counts = fewest == most ? $"{fewest}" : $"{fewest} to {most}";
            yield return new(ScoreRefusalReason.AnswerCount, null,
                $"{instrument.Code} has {counts} answers; a missing one is null.");
            yield break;
        }

        if (answers.Take(fewest).All(a => a is null))
        {
            yield return new(ScoreRefusalReason.NoAnswers, null, $"No answer of {instrument.Code} is there.");
            yield break;
        }

        for (var item = 1; item <= answers.Count; item++)
        {
            var range = instrument.RangeOf(item);
            if (answers[item - 1] is not { } answer)
            {
                continue;
            }

            if (!range.Contains(answer) && instrument.NotAssessedAt(item, answer) is null)
            {
                yield return new(ScoreRefusalReason.AnswerOutOfRange, item - 1,
                    $"Answer {item} of {instrument.Code} is from {range.Min} to {range.Max}.");
            }
            else if (answer == 1 && instrument.Skips.FirstOrDefault(s => s.Asked.Contains(item)) is { } skip
                && answers[skip.Gate - 1] == 0)
            {
                yield return new(ScoreRefusalReason.AnswerContradictsSkip, item - 1,
                    $"Question {item} of {instrument.Code} is asked only where question {skip.Gate} is yes; check both.");
            }
        }
    }

    private static ScoreOutcome.Scored WithTotal(Instrument instrument, decimal? total, string? version)
    {
        var band = total is { } t ? instrument.BandOf(t) : null;
        return new()
        {
            Total = total,
            Version = version ?? instrument.StandardVersion,
            Band = band,
            BandSet = band is null ? null : SetOf(instrument, null)?.Name,
            Percent = total * instrument.PercentFactor,
        };
    }

    private static BandSet? SetOf(Instrument instrument, string? name) =>
        instrument.BandSets.FirstOrDefault(s => name is null || s.Name == name);
}
