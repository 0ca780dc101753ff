using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace InfusionTracker.Domain.Dosing;

/// <summary>Where an infusion stands after its events so far.</summary>
public enum InfusionState
{
    NotStarted,

    /// <summary>At some rate, or at none since its start: then what was given is its boluses.</summary>
    Running,
    Paused,
    Stopped,
}

/// <summary>A stretch at one rate: includes <paramref name="From"/>, excludes <paramref name="To"/>.</summary>
/// <param name="EventId">The start, rate-change or resume that began it.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended; null while it runs.</param>
/// <param name="Rate">The rate as it was told.</param>
/// <param name="WeightKg">Body weight in kg that a rate per kg counts with; null where that is the session's.</param>
public sealed record Segment(Guid EventId, Instant From, Instant? To, Rate Rate, decimal? WeightKg = null)
{
    /// <summary>The rate in mg/h, exactly; null where it is per kg and no weight is known.</summary>
    /// <param name="sessionKg">The session's body weight in kg, above 0.</param>
    public Rational? MgPerHour(decimal? sessionKg) => Rate.MgPerHour(WeightKg ?? sessionKg);
}

/// <summary>A stretch at rate 0: includes <paramref name="From"/>, excludes <paramref name="To"/>.</summary>
/// <param name="EventId">The pause event.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When the infusion was resumed or stopped; null while it is held.</param>
/// <param name="Reason">Why, where it was told.</param>
public sealed record Pause(Guid EventId, Instant From, Instant? To, string? Reason);

/// <summary>An amount given at once.</summary>
/// <param name="EventId">The bolus event.</param>
/// <param name="At">When it was given.</param>
/// <param name="Amount">How much, as it was told.</param>
/// <param name="WeightKg">Body weight in kg that a dose per kg counts with; null where that is the session's.</param>
public sealed record Bolus(Guid EventId, Instant At, BolusAmount Amount, decimal? WeightKg = null)
{
    /// <summary>The dose in mg, exactly; null where it is per kg and no weight is known.</summary>
    /// <param name="sessionKg">The session's body weight in kg, above 0.</param>
    public Rational? Milligrams(decimal? sessionKg) => Amount.Milligrams(WeightKg ?? sessionKg);
}

/// <summary>Why a time line makes no sense, and what would.</summary>
/// <param name="Event">The first event, in time order, that does not fit.</param>
/// <param name="State">The state that it met.</param>
/// <param name="Moves">The events that fit that state.</param>
/// <param name="Detail">A sentence for the caller.</param>
public sealed record TimelineRefusal(
    InfusionEvent Event, InfusionState State, ImmutableArray<InfusionEventType> Moves, string Detail);

/// <summary>
/// The events of one infusion as one story that makes sense: one start, first; changes while it runs; nothing after the
/// stop. Events may be recorded in any order; the whole line is judged anew each time.
/// </summary>
public sealed record InfusionTimeline
{
    private InfusionTimeline()
    {
    }

    /// <summary>An infusion that has not begun.</summary>
    public static InfusionTimeline Empty { get; } = new();

    /// <summary>The events in the order in which they are told; see <see cref="TryOf"/>.</summary>
    public ImmutableArray<InfusionEvent> Events { get; private init; } = [];

    /// <summary>Stretches of positive length at one rate, in time order; they never overlap.</summary>
    public ImmutableArray<Segment> Segments { get; private init; } = [];

    public ImmutableArray<Pause> Pauses { get; private init; } = [];

    public ImmutableArray<Bolus> Boluses { get; private init; } = [];

    /// <summary>The t0 of every onset figure.</summary>
    public Instant? StartedAt { get; private init; }

    public Instant? StoppedAt => Stop?.OccurredAt;

    /// <summary>The event that stopped it; null before.</summary>
    public InfusionEvent? Stop { get; private init; }

    public InfusionState State { get; private init; }

    public bool HasStarted => StartedAt is not null;

    /// <summary>How long the pump has run by a time, pauses left out; a stretch that is still open counts up to it.</summary>
    public Duration RunningBy(Instant at) => Segments
        .Where(segment => segment.From <= at)
        .Aggregate(Duration.Zero, (sum, segment) => sum + (Instant.Min(segment.To ?? at, at) - segment.From));

    /// <summary>The events that fit a state.</summary>
    public static ImmutableArray<InfusionEventType> MovesFrom(InfusionState state) => state switch
    {
        InfusionState.NotStarted => [InfusionEventType.Start],
        InfusionState.Running =>
            [InfusionEventType.RateChange, InfusionEventType.Bolus, InfusionEventType.Pause, InfusionEventType.Stop],
        InfusionState.Paused => [InfusionEventType.Bolus, InfusionEventType.Resume, InfusionEventType.Stop],
        _ => [],
    };

    /// <summary>
    /// Judges all events of an infusion together, by occurredAt; at one instant a start comes first and a stop last, else
    /// the first recorded first, then the lower id.
    /// </summary>
    /// <returns>False with the first event that does not fit.</returns>
    public static bool TryOf(
        IEnumerable<InfusionEvent> events,
        [NotNullWhen(true)] out InfusionTimeline? timeline,
        [NotNullWhen(false)] out TimelineRefusal? refusal)
    {
        ImmutableArray<InfusionEvent> ordered =
        [
            .. events.OrderBy(e => e.OccurredAt).ThenBy(RankAtOneInstant).ThenBy(e => e.RecordedAt).ThenBy(e => e.Id),
        ];
        var told = new Story();
        foreach (var next in ordered)
        {
            var moves = MovesFrom(told.State);
            var fault = moves.Contains(next.Type) ? next.ShapeFault : Unfit(next, told.State, moves);
            if (fault is not null)
            {
                timeline = null;
                refusal = new(next, told.State, moves, fault);
                return false;
            }

            told.Add(next);
        }

        timeline = new()
        {
            Events = ordered,
            Segments = told.Segments.ToImmutable(),
            Pauses = told.Pauses.ToImmutable(),
            Boluses = told.Boluses.ToImmutable(),
            StartedAt = told.StartedAt,
            Stop = told.Stop,
            State = told.State,
        };
        refusal = null;
        return true;
    }

    private static int RankAtOneInstant(InfusionEvent e) => e.Type switch
    {
        InfusionEventType.Start => 0,
        InfusionEventType.Stop => 2,
        _ => 1,
    };

    private static string Unfit(InfusionEvent e, InfusionState state, ImmutableArray<InfusionEventType> moves)
    {
        var met = state switch
        {
            InfusionState.NotStarted => "has not started",
            InfusionState.Running => "is running",
            InfusionState.Paused => "is paused",
            _ => "is stopped",
        };
        var sense = moves.IsEmpty ? "nothing can follow" : $"what can follow is {string.Join(", ", moves.Select(m => m.Code()))}";
        return $"A {e.Type.Code()} makes no sense at that time: the infusion {met}, and {sense}.";
    }

    /// <summary>The line as it is told event by event; only fitting events reach it.</summary>
    private sealed class Story
    {
        private Segment? open;
        private InfusionEvent? held;
        private InfusionEvent? latest;

        public ImmutableArray<Segment>.Builder Segments { get; } = ImmutableArray.CreateBuilder<Segment>();

        public ImmutableArray<Pause>.Builder Pauses { get; } = ImmutableArray.CreateBuilder<Pause>();

        public ImmutableArray<Bolus>.Builder Boluses { get; } = ImmutableArray.CreateBuilder<Bolus>();

        public Instant? StartedAt { get; private set; }

        public InfusionEvent? Stop { get; private set; }

        public InfusionState State { get; private set; }

        public void Add(InfusionEvent e)
        {
            switch (e.Type)
            {
                case InfusionEventType.Start:
                    StartedAt = e.OccurredAt;
                    Run(e);
                    break;
                case InfusionEventType.RateChange:
                case InfusionEventType.Resume:
                    Run(e);
                    break;
                case InfusionEventType.Bolus:
                    Boluses.Add(new(e.Id, e.OccurredAt, e.Bolus!.Value, e.WeightKg));
                    break;
                case InfusionEventType.Pause:
                    CloseSegment(e.OccurredAt);
                    held = e;
                    Pauses.Add(new(e.Id, e.OccurredAt, null, e.Reason));
                    State = InfusionState.Paused;
                    break;
                case InfusionEventType.Stop:
                    CloseSegment(e.OccurredAt);
                    ClosePause(e.OccurredAt);
                    Stop = e;
                    State = InfusionState.Stopped;
                    break;
            }
        }

        private void Run(InfusionEvent e)
        {
            CloseSegment(e.OccurredAt);
            ClosePause(e.OccurredAt);
            latest = e.Rate is null ? latest : e;
            State = InfusionState.Running;
            if (latest is not null)
            {
                open = new(e.Id, e.OccurredAt, null, latest.Rate!, latest.WeightKg);
                Segments.Add(open);
            }
        }

        private void CloseSegment(Instant at)
        {
            if (open is null)
            {
                return;
            }

            // A rate that was replaced at the very instant it was set gave nothing.
            Segments.RemoveAt(Segments.Count - 1);
            if (open.From < at)
            {
                Segments.Add(open with { To = at });
            }

            open = null;
        }

        private void ClosePause(Instant at)
        {
            if (held is null)
            {
                return;
            }

            Pauses[^1] = Pauses[^1] with { To = at };
            held = null;
        }
    }
}
