namespace InfusionTracker.Domain.Tests.Onset.Cohorts.Attacks;

/// <summary>Sums that somebody knows of things that are not told one by one, and what follows from them.</summary>
internal sealed class LinearKnowledge
{
    private const double Nothing = 1e-9;

    private readonly Dictionary<string, int> _places = [];

    /// <summary>Rows of an echelon form: each begins with a 1 at a place of its own.</summary>
    private readonly List<Dictionary<int, double>> _rows = [];

    /// <summary>This sum is known. Its value is no matter for what can be worked out.</summary>
    public void Know(params (string Thing, double Times)[] sum)
    {
        var rest = Reduced(sum);
        if (rest.Count > 0)
        {
            var (place, first) = rest.MinBy(term => term.Key);
            _rows.Add(rest.ToDictionary(term => term.Key, term => term.Value / first));
        }
    }

    /// <summary>True where the thing follows from what is known.</summary>
    public bool Tells(string thing) => Reduced([(thing, 1)]).Count == 0;

    private Dictionary<int, double> Reduced((string Thing, double Times)[] sum)
    {
        var rest = new Dictionary<int, double>();
        foreach (var (thing, times) in sum)
        {
            _places.TryAdd(thing, _places.Count);
            rest[_places[thing]] = rest.GetValueOrDefault(_places[thing]) + times;
        }

        // Each row may bring in places of rows before it: until none applies, each at most once a place.
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            foreach (var row in _rows)
            {
                var factor = rest.GetValueOrDefault(row.Keys.Min());
                if (Math.Abs(factor) > Nothing)
                {
                    foreach (var (place, times) in row)
                    {
                        rest[place] = rest.GetValueOrDefault(place) - (factor * times);
                    }

                    hasChanged = true;
                }
            }
        }

        return rest.Where(term => Math.Abs(term.Value) > Nothing).ToDictionary(term => term.Key, term => term.Value);
    }
}
