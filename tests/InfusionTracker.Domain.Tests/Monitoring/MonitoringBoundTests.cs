using System.Collections;
using CsCheck;
using InfusionTracker.Domain.Monitoring;
using NodaTime;
using Xunit;

namespace InfusionTracker.Domain.Tests.Monitoring;

/// <summary>How much a session asks for, and how often what was measured is looked at.</summary>
public class MonitoringBoundTests
{
    private const string Pulse = "8867-4";
    private static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly MonitoringRule EachMinute = new() { Code = Pulse, Phase = "infusion", Every = Min(1), Tolerance = Duration.FromSeconds(20) };
    private static readonly string[] Codes = ["8867-4", "2708-6", "9279-1", "19889-5", "8310-5", "85354-9", "MOAAS"];

    [Fact]
    public void Each_reading_is_looked_at_a_few_times_however_often_something_is_due()
    {
        var readings = new CountedReadings([.. Enumerable.Range(0, 10_000).Select(i => Read(i * 8))]);
        var due = DueTimes.Of(EachMinute, new(T0, T0 + Duration.FromDays(1)), readings, T0 + Duration.FromDays(2)).ToList();
        Assert.Equal(1440, due.Count);
        Assert.All(due.Take(1300), d => Assert.Equal(DueStatus.OnTime, d.Status));
        Assert.InRange(readings.Looks, 10_000, 100_000);
    }

    [Fact]
    public void What_was_due_is_met_by_the_reading_that_a_look_at_every_one_finds() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 25], Gen.Int[-20, 200].Array[0, 40], Gen.Int[-10, 250]).Sample((kind, every, minutes, now) =>
        {
            var rule = kind switch
            {
                0 => EachMinute with { Every = null, Tolerance = null },
                1 => EachMinute with { Every = null, At = [Min(40), Min(0), Min(every)], Tolerance = Duration.FromSeconds(20) },
                2 => EachMinute with { Every = Min(every), Tolerance = Duration.FromSeconds(every * 29) },
                _ => EachMinute with { Every = Min(every), Tolerance = Duration.FromSeconds(every * 29), Phase = "after-end", Span = Min(150) },
            };
            MonitoredReading[] readings = [.. minutes.Order().Select(minute => Read(60 * minute))];
            var phase = new Interval(T0, T0 + Min(150));
            var due = DueTimes.Of(rule, phase, readings, T0 + Min(now)).ToList();
            Assert.Equal(due.Count, DueTimes.Count(rule, phase));
            for (var i = 0; i < due.Count; i++)
            {
                var (at, earliest, latest) = (due[i].DueAt, due[i].Earliest, due[i].Latest);
                var over = rule.Tolerance is null ? latest
                    : i + 1 < due.Count ? due[i + 1].Earliest
                    : rule.Every is { } again ? at + again - rule.Tolerance.Value
                    : Instant.Max(phase.End, latest);
                var inTime = readings.Where(r => r.At >= earliest && r.At <= latest).MinBy(r => r.At > at ? r.At - at : at - r.At);
                var late = inTime is null ? readings.FirstOrDefault(r => r.At > latest && r.At < over) : null;
                Assert.Equal(inTime ?? late, due[i].Reading);
                Assert.Equal(inTime is not null, due[i].Status == DueStatus.OnTime);
                Assert.Equal(late is not null, due[i].Status == DueStatus.Late);
            }
        });

    [Fact]
    public void Pressures_that_came_apart_are_put_together_as_a_look_at_every_pair_would() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 30]).Array[0, 40].Sample(drawn =>
        {
            MonitoredReading[] apart = [.. drawn.Select(d => Read(d.Item2 * 20) with { Code = d.Item1 ? "8480-6" : "8462-4" })];
            var paired = apart.Where(r => r.Code == "8480-6").Select(first => (first, other: apart
                .Where(r => r.Code == "8462-4" && Apart(r.At, first.At) <= Readings.OfOneMeasurement)
                .OrderBy(r => Apart(r.At, first.At)).ThenBy(r => r.At)
                .FirstOrDefault())).Where(p => p.other is not null).Select(p => p.first.At > p.other!.At ? p.first : p.other);
            Assert.Equal(
                paired.OrderBy(r => r.At).ThenBy(r => r.RecordedAt).ThenBy(r => r.Id).Select(r => (r.Id, r.At)),
                Readings.Of(apart, [], T0 + Duration.FromDays(1))["85354-9"].Select(r => (r.Id, r.At)));
        });

    /// <summary>Where every pressure looked at every other, this took hours.</summary>
    [Fact]
    public void Hundreds_of_thousands_of_pressures_that_came_apart_are_put_together()
    {
        MonitoredReading[] apart =
        [
            .. Enumerable.Range(0, 200_000).Select(i => Read((i / 2 * 200) + (i % 2)) with { Code = i % 2 == 0 ? "8480-6" : "8462-4" }),
        ];
        Assert.Equal(100_000, Readings.Of(apart, [], T0 + Duration.FromDays(1000))["85354-9"].Count);
    }

    [Fact]
    public void How_much_is_due_in_a_session_is_known_before_it_is_laid_out()
    {
        var protocol = Protocol(1);
        Assert.Equal(40, SessionMonitoring.CountDue(protocol, new(T0, T0 + Min(40), null, null, false), T0 + Duration.FromDays(30)));
        Assert.Equal(14 * 1440, SessionMonitoring.CountDue(protocol, new(T0, T0 + Duration.FromDays(14), null, null, false), T0 + Duration.FromDays(30)));
        Assert.Equal(12 * 60, SessionMonitoring.CountDue(protocol, new(T0, T0 + Duration.FromDays(14), null, null, false), T0 + Duration.FromHours(12)));
    }

    [Fact]
    public void A_protocol_that_asks_for_more_than_can_be_told_is_refused()
    {
        Assert.Empty(Protocol(6).Judge());
        var fault = Assert.Single(Protocol(7).Judge());
        Assert.Equal("monitoring", fault.Path);
        Assert.Contains("at most 10000 readings may be due, and it would be 10080", fault.Detail, StringComparison.Ordinal);
    }

    private static ProtocolDefinition Protocol(int codes) => new()
    {
        Monitoring = [.. Codes.Take(codes).Select(code => EachMinute with { Code = code })],
        Limits = [],
        Discharge = null,
        FollowUps = [],
    };

    private static MonitoredReading Read(int second) => new(new Guid(second + 10_000, 0, 0, new byte[8]), false, Pulse, T0 + Duration.FromSeconds(second), T0, 70);

    private static Duration Min(int minutes) => Duration.FromMinutes(minutes);

    private static Duration Apart(Instant a, Instant b) => a > b ? a - b : b - a;

    /// <summary>Counts each look at a reading.</summary>
    private sealed class CountedReadings(MonitoredReading[] readings) : IReadOnlyList<MonitoredReading>
    {
        public int Looks { get; private set; }

        public int Count => readings.Length;

        public MonitoredReading this[int index]
        {
            get
            {
                Looks++;
                return readings[index];
            }
        }

        public IEnumerator<MonitoredReading> GetEnumerator()
        {
            foreach (var reading in readings)
            {
                Looks++;
                yield return reading;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
