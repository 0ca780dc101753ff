using System.Text.Json.Serialization;
using InfusionTracker.Api.Cohorts;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NpgsqlTypes;

namespace InfusionTracker.Api.Clinics;

/// <summary>The clinic that the key belongs to, with its settings as they hold: its own, and the defaults where it set none.</summary>
public sealed record Clinic : Recorded
{
    internal const string Table = "clinic";

    internal override RecordSubject Subject => new(Table, null, null);

    /// <summary>Name of the clinic, for people.</summary>
    public required string Name { get; init; }

    /// <summary>IANA time zone, e.g. <c>Europe/Berlin</c>; calendar days are days of this zone. No elapsed time depends on it.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Nominal times after t0 with tolerance, both ends included, e.g. <c>PT2H±PT30M</c>.</summary>
    public IReadOnlyList<string> Windows => [.. (GivenWindows is null ? WindowList.Default : WindowList.Parse(GivenWindows)).Windows.Select(w => w.ToString())];

    /// <summary>How old a baseline may be, end included. Here and below, days are counted back by the clinic's calendar, then hours exactly. <c>PT24H</c> is 24 hours, <c>P1D</c> a day.</summary>
    public CalendarSpan LookBack => GivenLookBack?.Span() ?? House.LookBack;

    /// <summary>The same for an instrument that asks about right now.</summary>
    public CalendarSpan RightNowLookBack => GivenRightNowLookBack?.Span() ?? House.RightNowLookBack;

    /// <summary>How long before a course's first infusion a screening may be, end included.</summary>
    public CalendarSpan ScreeningLookBack => GivenScreeningLookBack?.Span() ?? House.ScreeningLookBack;

    /// <summary>The longest time from one infusion to the next of the same course, end included.</summary>
    public CalendarSpan CourseGap => GivenCourseGap?.Span() ?? Course.DefaultGap;

    /// <summary>The fewest patients that a figure of a cohort may tell of to callers without <c>analytics:small-cells</c> and <c>records:read</c>.</summary>
    public int MinimumCell => GivenMinimumCell ?? SmallCells.DefaultMinimum;

    /// <summary>Where bands of given doses begin, mg/kg, rising.</summary>
    public IReadOnlyList<decimal> DoseBands => GivenDoseBands ?? CohortBands.DefaultDoses;

    /// <summary>Where bands of ages at t0 begin, years, rising.</summary>
    public IReadOnlyList<int> AgeBands => GivenAgeBands ?? CohortBands.DefaultAges;

    /// <summary>Ranges that the clinic has set in place of the catalogue's, by observation code; <c>GET /v1/observation-codes</c> shows what holds with them.</summary>
    public IReadOnlyDictionary<string, CodeRanges> ObservationRanges => GivenObservationRanges ?? new Dictionary<string, CodeRanges>();

    /// <summary>Limits of doses that the clinic has set in place of the service's, by medication, then by route; <c>GET /v1/dose-limits</c> shows what holds with them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>> DoseLimits =>
        GivenDoseLimits ?? new Dictionary<string, IReadOnlyDictionary<string, DoseLimits>>();

    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? GivenDoseLimits { get; init; }

    [JsonIgnore]
    public IReadOnlyDictionary<string, CodeRanges>? GivenObservationRanges { get; init; }

    [JsonIgnore]
    public string? GivenWindows { get; init; }

    [JsonIgnore]
    public NpgsqlInterval? GivenLookBack { get; init; }

    [JsonIgnore]
    public NpgsqlInterval? GivenRightNowLookBack { get; init; }

    [JsonIgnore]
    public NpgsqlInterval? GivenScreeningLookBack { get; init; }

    [JsonIgnore]
    public NpgsqlInterval? GivenCourseGap { get; init; }

    [JsonIgnore]
    public int? GivenMinimumCell { get; init; }

    [JsonIgnore]
    public IReadOnlyList<decimal>? GivenDoseBands { get; init; }

    [JsonIgnore]
    public IReadOnlyList<int>? GivenAgeBands { get; init; }

    private static readonly OnsetOptions House = new();
}
