using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NodaTime;

namespace InfusionTracker.Domain.Onset;

/// <summary>A nominal time after t0 with a tolerance; both ends are included.</summary>
public sealed record Window(Duration Nominal, Duration Tolerance)
{
    private readonly string _text = $"{IsoSpan.Text(Nominal)}±{IsoSpan.Text(Tolerance)}";

    public Duration From { get; } = Nominal - Tolerance;

    public Duration To { get; } = Nominal + Tolerance;

    /// <summary>The nominal time as ISO 8601 writes it, e.g. <c>PT2H</c>.</summary>
    public string Name { get; } = IsoSpan.Text(Nominal);

    public bool Contains(Duration elapsed) => From <= elapsed && elapsed <= To;

    public Duration DistanceTo(Duration elapsed) => elapsed > Nominal ? elapsed - Nominal : Nominal - elapsed;

    public override string ToString() => _text;
}

/// <summary>Windows in time order: after t0, touching at most.</summary>
public sealed record WindowList
{
    private WindowList(ImmutableArray<Window> windows) => Windows = windows;

    /// <summary>What holds where neither clinic nor query says else.</summary>
    public static WindowList Default { get; } =
        Parse("PT40M±PT10M, PT2H±PT30M, PT4H±PT1H, P1D±PT6H, P2D±PT12H, P3D±PT12H, P7D±P2D, P14D±P3D, P28D±P4D");

    public ImmutableArray<Window> Windows { get; }

    /// <summary>Reads what was judged before, as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">It is no list of windows.</exception>
    public static WindowList Parse(string text) =>
        TryParse(text, out var windows, out var refusal) ? windows : throw new FormatException(refusal);

    /// <summary>Reads <c>PT40M±PT10M, PT2H±PT30M</c> (or <c>+-</c> for ±), or says in a sentence why not.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out WindowList? windows, [NotNullWhen(false)] out string? refusal)
    {
        var read = new List<Window>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var halves = part.Replace("+-", "±", StringComparison.Ordinal).Split('±', StringSplitOptions.TrimEntries);
            if (halves is not [var nominalText, var toleranceText]
                || !IsoSpan.TryParse(nominalText, out var nominal)
                || !IsoSpan.TryParse(toleranceText, out var tolerance))
            {
                windows = null;
                refusal = "Write each window as a nominal time and a tolerance, such as PT40M±PT10M, with commas between them.";
                return false;
            }

            read.Add(new(nominal.Value, tolerance.Value));
        }

        return TryOf(read, out windows, out refusal);
    }

    /// <summary>Takes windows in any order, or says in a sentence why not: they begin after t0 and do not overlap.</summary>
    public static bool TryOf(
        IEnumerable<Window> given, [NotNullWhen(true)] out WindowList? windows, [NotNullWhen(false)] out string? refusal)
    {
        ImmutableArray<Window> ordered = [.. given.OrderBy(window => window.Nominal)];
        windows = null;
        refusal = ordered.IsEmpty ? "Give at least one window." : ordered.Select(Fault).FirstOrDefault(fault => fault is not null);
        for (var i = 1; refusal is null && i < ordered.Length; i++)
        {
            if (ordered[i].From < ordered[i - 1].To || ordered[i].Nominal == ordered[i - 1].Nominal)
            {
                refusal = $"The windows {ordered[i - 1]} and {ordered[i]} overlap; they may touch, not more.";
            }
        }

        if (refusal is not null)
        {
            return false;
        }

        windows = new(ordered);
        return true;
    }

    /// <summary>
    /// The window that each point stands for, or null. Each point chooses a window (least distance to nominal, on a tie
    /// the earlier), then each window one among its points (least distance, on a tie the earlier); a loser is not moved on.
    /// </summary>
    /// <param name="elapsed">Times of points since t0 in any order; null for a point that is not eligible.</param>
    /// <returns>One entry a point, in their order.</returns>
    public ImmutableArray<Window?> Choose(IReadOnlyList<Duration?> elapsed)
    {
        var chosen = new Window?[elapsed.Count];
        var holders = new int?[Windows.Length];
        for (var i = 0; i < elapsed.Count; i++)
        {
            if (elapsed[i] is not { } at || PlaceOf(at) is not { } place)
            {
                continue;
            }

            var window = Windows[place];
            if (holders[place] is { } holder)
            {
                var held = elapsed[holder]!.Value;
                var nearer = window.DistanceTo(at).CompareTo(window.DistanceTo(held));
                if (nearer > 0 || (nearer == 0 && at >= held))
                {
                    continue;
                }

                chosen[holder] = null;
            }

            (holders[place], chosen[i]) = (i, window);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(chosen);
    }

    public override string ToString() => string.Join(", ", Windows);

    public bool Equals(WindowList? other) => other is not null && Windows.SequenceEqual(other.Windows);

    public override int GetHashCode() => Windows.Aggregate(0, HashCode.Combine);

    private static string? Fault(Window window) =>
        window.Nominal <= Duration.Zero ? $"The window {window} is not after the dose."
        : window.Tolerance < Duration.Zero ? $"The tolerance of the window {window} is negative."
        : window.From < Duration.Zero ? $"The window {window} begins before the dose."
        : null;

    /// <summary>The window that a time falls into, the nearer of two that touch, on a tie the earlier; null outside all.</summary>
    public Window? NearestTo(Duration elapsed) => PlaceOf(elapsed) is { } place ? Windows[place] : null;

    private int? PlaceOf(Duration elapsed)
    {
        int? nearest = null;
        for (var i = 0; i < Windows.Length && Windows[i].From <= elapsed; i++)
        {
            if (elapsed <= Windows[i].To && (nearest is not { } other || Windows[i].DistanceTo(elapsed) < Windows[other].DistanceTo(elapsed)))
            {
                nearest = i;
            }
        }

        return nearest;
    }
}
