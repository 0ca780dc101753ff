using System.Text.Json;
using BenchmarkDotNet.Attributes;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Series;
using InfusionTracker.Benchmarks.Loading;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Observations;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;

namespace InfusionTracker.Benchmarks.Micro;

/// <summary>What a request computes itself, without HTTP and without the database.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class HotPaths
{
    private static readonly Instant T0 = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly CodeSeries _series = Series();
    private readonly byte[] _observation = """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-03-02T09:10:00Z","performer":"rn-17"}"""u8.ToArray();
    private readonly InfusionEvent[] _events = Events();
    private readonly Instrument _instrument = InstrumentCatalogue.Find(Contents.SessionInstrument)!;
    private readonly ScorePoint[] _scores = [.. Contents.ScoresOf(0).Select((score, i) => new ScorePoint(Id(i), 1, T0 + Duration.FromTimeSpan(score.After), T0 + Duration.FromTimeSpan(score.After), score.Total))];
    private readonly Alignment _alignment = new(T0, null, null, T0, null);
    private readonly OnsetOptions _options = new();
    private readonly FollowUpCounts _followUps = FollowUpCounts.Of(Enumerable.Range(0, 10_000).Select(i => new FollowUp(Duration.FromMinutes((i * 7919) % 20_011), i % 5 < 3)));

    [Benchmark(Description = "series of 100 points, written as JSON")]
    public byte[] WriteSeries() => JsonSerializer.SerializeToUtf8Bytes(_series, Json.TypeOf<CodeSeries>());

    [Benchmark(Description = "observation, read from JSON and judged")]
    public Judgement JudgeObservation()
    {
        var given = JsonSerializer.Deserialize(_observation, Json.TypeOf<NewObservation>())!;
        return Judging.Judge(given.Code, given.Value, given.Unit);
    }

    [Benchmark(Description = "dose of an infusion of 6 events")]
    public Dose DoseOfInfusion() =>
        InfusionTimeline.TryOf(_events, out var timeline, out _)
            ? Dose.At(timeline, T0 + Duration.FromHours(1), endedWithoutStop: false, Contents.WeightKg)
            : throw new BenchmarkException("The events make no sense.");

    [Benchmark(Description = "onset of a session with 8 scores")]
    public SessionOnset OnsetOfSession() => SessionOnset.Of(_instrument, ScoreLine.Of(_scores), _alignment, _options);

    [Benchmark(Description = "Kaplan-Meier curve of 10,000 times")]
    public SurvivalCurve KaplanMeier() => SurvivalCurve.Of(_followUps);

    private static CodeSeries Series() => new()
    {
        Code = "8867-4",
        Display = "Heart rate",
        Unit = "/min",
        N = 100,
        Buckets = null,
        Points =
        [
            .. Enumerable.Range(0, 100).Select(i => new SeriesPoint
            {
                ElapsedMinutes = i * 0.5m,
                ObservedAt = T0 + Duration.FromSeconds(i * 30),
                Value = 60 + (i % 40),
                ValueAsGiven = 60 + (i % 40),
                UnitAsGiven = "/min",
                Interpretation = null,
                ObservationId = Id(i),
            }),
        ],
    };

    private static InfusionEvent[] Events()
    {
        var rate = Rate.TryOf(Contents.RateMgPerHour, RateUnit.MgPerHour, null, out var made, out var refusal) ? made : throw new BenchmarkException(refusal);
        InfusionEvent At(int minute, InfusionEventType type, Rate? told = null, BolusAmount? bolus = null) =>
            new(Id(minute), type, T0 + Duration.FromMinutes(minute), T0 + Duration.FromMinutes(minute), told, bolus);
        return
        [
            At(0, InfusionEventType.Start, rate),
            At(10, InfusionEventType.Pause),
            At(15, InfusionEventType.Resume),
            At(20, InfusionEventType.Bolus, bolus: new BolusAmount(5)),
            At(30, InfusionEventType.RateChange, rate),
            At(40, InfusionEventType.Stop),
        ];
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
