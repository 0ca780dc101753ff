using System.Collections;

namespace InfusionTracker.Domain.Onset.Cohorts;

/// <summary>Values in rising order, of which only those that differ are held: a cohort of any size has few totals.</summary>
internal sealed class RepeatedValues : IReadOnlyList<double>
{
    private readonly double[] _values;

    /// <summary>How many there are up to each value, itself included.</summary>
    private readonly int[] _ends;

    /// <param name="times">How often each value occurs, at least once.</param>
    public RepeatedValues(IReadOnlyDictionary<double, int> times)
    {
        (_values, _ends) = (new double[times.Count], new int[times.Count]);
        var i = 0;
        foreach (var (value, count) in times.OrderBy(held => held.Key))
        {
            (_values[i], _ends[i]) = (value, Count += count);
            i++;
        }
    }

    public int Count { get; }

    public double this[int index]
    {
        get
        {
            var found = Array.BinarySearch(_ends, index + 1);
            return _values[found < 0 ? ~found : found];
        }
    }

    public IEnumerator<double> GetEnumerator()
    {
        var given = 0;
        for (var i = 0; i < _values.Length; i++)
        {
            for (; given < _ends[i]; given++)
            {
                yield return _values[i];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
