using NodaTime;

namespace InfusionTracker.Api.Demonstration;

/// <summary>How an invented patient fares: what each infusion takes off the symptoms, how fast, and for how long.</summary>
internal sealed class Course
{
    /// <summary>Nobody is ever freed of everything.</summary>
    private const double Floor = 0.06;

    private readonly List<Instant> _starts = [];
    private readonly double _strength;
    private readonly double _onsetMinutes;
    private readonly double _lossMinutes;

    public Course(CohortDesign design, ProtocolDesign protocol, IndicationDesign indication, Draws draws)
    {
        var responsiveness = draws.Chance(design.NoResponder) ? 0.25 * draws.Unit() : Math.Clamp(1 + (0.18 * draws.Normal()), 0.4, 1.3);
        _strength = Math.Min(0.93, protocol.Strength * responsiveness);
        _onsetMinutes = protocol.HalfOnsetMinutes * indication.Slowness * Math.Clamp(1 + (0.25 * draws.Normal()), 0.4, 2);
        _lossMinutes = protocol.HalfLossDays * 1440 * Math.Clamp(1 + (0.3 * draws.Normal()), 0.3, 2);
    }

    /// <summary>The infusions so far.</summary>
    public IReadOnlyList<Instant> Starts => _starts;

    public void Start(Instant at) => _starts.Add(at);

    /// <summary>The share of the symptoms that is left at a time, 0 to 1; infusions add to each other.</summary>
    public double Left(Instant at)
    {
        var left = 1.0;
        foreach (var start in _starts)
        {
            if (at > start)
            {
                left *= 1 - Gone((at - start).TotalMinutes);
            }
        }

        return Math.Max(Floor, left);
    }

    /// <summary>What one infusion has taken off by then: it sets in as t²/(t² + onset²), and is lost as loss²/(t² + loss²).</summary>
    private double Gone(double minutes) =>
        _strength * Half(minutes, _onsetMinutes) * (1 - Half(minutes, _lossMinutes));

    private static double Half(double minutes, double half) => minutes * minutes / ((minutes * minutes) + (half * half));
}
