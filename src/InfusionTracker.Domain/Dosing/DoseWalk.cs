using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>
/// The dose of one infusion at one time after another. Each segment and each bolus is looked at once, however many times are
/// asked about.
/// </summary>
/// <param name="timeline">The infusion.</param>
/// <param name="endedWithoutStop">True where the session has ended without a stop event.</param>
/// <param name="weightKg">Body weight in kg, above 0; null where not known.</param>
public sealed class DoseWalk(InfusionTimeline timeline, bool endedWithoutStop, decimal? weightKg)
{
    private readonly bool _isUnknown = timeline.HasStarted && timeline.StoppedAt is null && endedWithoutStop;

    /// <summary>mg of the segments before the last that has begun, and of the boluses.</summary>
    private Rational _given = Rational.Zero;

    /// <summary>The last segment that has begun, and its rate in mg/h.</summary>
    private Segment? _segment;

    private Rational _rate = Rational.Zero;

    private int _nextSegment;

    private int _nextBolus;

    private bool _lacksWeight;

    /// <summary>The dose by <paramref name="at"/>; see <see cref="Dose.At"/>.</summary>
    /// <param name="at">Any time, not before the one that was asked about last.</param>
    public Dose To(Instant at)
    {
        if (_isUnknown)
        {
            return Dose.Unknown(at, DoseUnknownReason.EndedWithoutStop);
        }

        for (; _nextSegment < timeline.Segments.Length && timeline.Segments[_nextSegment].From <= at; _nextSegment++)
        {
            Begin(timeline.Segments[_nextSegment]);
        }

        for (; _nextBolus < timeline.Boluses.Length && timeline.Boluses[_nextBolus].At <= at; _nextBolus++)
        {
            Give(timeline.Boluses[_nextBolus]);
        }

        if (_lacksWeight)
        {
            return Dose.Unknown(at, DoseUnknownReason.WeightMissing);
        }

        var runs = _segment is not null && !(_segment.To <= at);
        var milligrams = _given + OfSegment(runs ? at : _segment?.To);
        return new(
            at,
            timeline.StoppedAt <= at ? DoseStatus.Final : DoseStatus.Running,
            milligrams.ToDecimal(),
            weightKg is { } kg ? (milligrams / kg).ToDecimal() : null,
            (runs ? _rate : Rational.Zero).ToDecimal(),
            null);
    }

    private void Begin(Segment next)
    {
        _given += OfSegment(_segment?.To);
        _segment = next;
        if (next.MgPerHour(weightKg) is { } mgPerHour)
        {
            _rate = mgPerHour;
        }
        else
        {
            _lacksWeight = true;
        }
    }

    private void Give(Bolus bolus)
    {
        if (bolus.Milligrams(weightKg) is { } milligrams)
        {
            _given += milligrams;
        }
        else
        {
            _lacksWeight = true;
        }
    }

    private Rational OfSegment(Instant? until) =>
        _segment is not null && until is { } end ? _rate * Dose.Hours(end - _segment.From) : Rational.Zero;
}
