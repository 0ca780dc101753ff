using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Cohorts;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Sessions;
using InfusionTracker.Domain.Dosing;
using InfusionTracker.Domain.Onset;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NpgsqlTypes;

namespace InfusionTracker.Api.Clinics;

/// <summary>The settings that change, and why; what is left out stays as it is, and null gives a setting back to the service, whose default then holds.</summary>
public sealed record ClinicChange : MergePatch
{
    /// <summary>Why the settings change.</summary>
    [Clearable]
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; set; }

    /// <summary>Name of the clinic, for people.</summary>
    [Named(200)]
    public string? Name { get; init; }

    /// <summary>IANA time zone, e.g. <c>Europe/Berlin</c>; calendar days are days of this zone.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? TimeZone { get; init; }

    /// <summary>All windows from now on: nominal times after t0 with tolerance, e.g. <c>PT2H±PT30M</c> (or <c>+-</c> for ±); they may touch, not overlap.</summary>
    [Clearable]
    [Length(1, 100)]
    public IReadOnlyList<string>? Windows { get; set; }

    /// <summary>How old a baseline may be, end included: above 0, up to a year. Here and below, days are counted back by the clinic's calendar, then hours exactly. <c>PT24H</c> is 24 hours, <c>P1D</c> a day.</summary>
    [Clearable]
    public CalendarSpan? LookBack { get; set; }

    /// <summary>The same for an instrument that asks about right now: above 0, up to a year.</summary>
    [Clearable]
    public CalendarSpan? RightNowLookBack { get; set; }

    /// <summary>How long before a course's first infusion a screening may be, end included: above 0, up to a year.</summary>
    [Clearable]
    public CalendarSpan? ScreeningLookBack { get; set; }

    /// <summary>The longest time from one infusion to the next of the same course, end included: above 0, up to a year.</summary>
    [Clearable]
    public CalendarSpan? CourseGap { get; set; }

    /// <summary>
    /// The fewest patients that a figure of a cohort may tell of to callers without <c>analytics:small-cells</c> and
    /// <c>records:read</c>, 1 (nobody is few) to 1000.
    /// </summary>
    [Clearable]
    [Range(1, 1000)]
    public int? MinimumCell { get; set; }

    /// <summary>All bands of given doses from now on, by where they begin: up to 20 rising numbers above 0, mg/kg.</summary>
    [Clearable]
    [Length(1, CohortBands.Most), NotInFirstForm]
    public IReadOnlyList<decimal>? DoseBands { get; set; }

    /// <summary>All bands of ages at t0 from now on, by where they begin: up to 20 rising numbers above 0, years.</summary>
    [Clearable]
    [Length(1, CohortBands.Most), NotInFirstForm]
    public IReadOnlyList<int>? AgeBands { get; set; }

    /// <summary>
    /// All ranges that the clinic sets in place of the catalogue's from now on, by observation code, each in the code's own unit;
    /// an empty object for none. Readings that were recorded before keep the interpretation that they had then.
    /// </summary>
    [Clearable]
    [MaxLength(200)]
    public IReadOnlyDictionary<string, CodeRanges>? ObservationRanges { get; set; }

    /// <summary>
    /// All limits of doses that the clinic sets in place of the service's from now on, by medication, then by route, e.g.
    /// <c>{"ketamine":{"intravenous":{"rateMgPerKgPerHour":{"critical":1,"plausible":3}}}}</c>; an empty object for none. What is left
    /// out is the service's. Doses that were recorded before keep what was critical of them then.
    /// </summary>
    [Clearable]
    [MaxLength(200), NotInFirstForm]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? DoseLimits { get; set; }
}

public static class ChangeClinic
{
    private static readonly Duration Longest = Duration.FromDays(366);

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Changes the clinic's settings, for every figure that is read from now on; earlier ones stay readable with <c>asOf</c>.</summary>
    public static async Task<Results<CurrentRecord<Clinic>, Problem>> Handle(ClinicChange body, Caller caller, Database database)
    {
        if (caller.IfMatch is null)
        {
            return Preconditions.Required();
        }

        if (Refuse(body) is { } refusal)
        {
            return refusal;
        }

        if (body.ObservationRanges is { } ranges && CodeRanges.Refuse(ranges, "/observationRanges") is { } wrong)
        {
            return wrong;
        }

        if (body.DoseLimits is { } limits && ClinicDoseLimits.Refuse(limits, SessionCodes.Routes, "/doseLimits") is { } unfit)
        {
            return unfit;
        }

        var windows = ReadWindows(body.Windows);
        var written = await database.Change(
            caller,
            Sql,
            [],
            WriteIdentity.OfChange(Clinic.Table, "change", caller.ClinicId, body),
            rows => rows.Single<Clinic>(),
            clinic => Judge(clinic!, body, windows, caller),
            rows => rows.List<Clinic>(),
            (_, version) => GetClinic.Recall(caller, database, version));
        return new CurrentRecord<Clinic>(written.Record, written.Replayed);
    }

    private static Problem? Refuse(ClinicChange body)
    {
        (string Pointer, CalendarSpan? Span)[] spans =
        [
            ("/lookBack", body.LookBack),
            ("/rightNowLookBack", body.RightNowLookBack),
            ("/screeningLookBack", body.ScreeningLookBack),
            ("/courseGap", body.CourseGap),
        ];
        return Array.Find(spans, s => s.Span?.Length <= Duration.Zero || s.Span?.Length > Longest) is { Pointer: { } pointer }
            ? Problem.Invalid(pointer, "Give a span above 0 and up to a year, e.g. P14D.")
            : body.TimeZone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null
                ? Problem.Invalid("/timeZone", "Give a time zone of the IANA database, e.g. Europe/Berlin.")
                : RefuseBands("/doseBands", body.DoseBands) ?? RefuseBands("/ageBands", body.AgeBands?.Select(age => (decimal)age));
    }

    private static Problem? RefuseBands(string pointer, IEnumerable<decimal>? given) =>
        given is null || CohortBands.AreBands([.. given]) ? null : Problem.Invalid(pointer, "Give rising numbers above 0 at which bands begin.");

    private static string? ReadWindows(IReadOnlyList<string>? given)
    {
        if (given is null)
        {
            return null;
        }

        var refusal = "Give each window by itself, such as PT40M±PT10M.";
        return given.All(window => window is not null && !window.Contains(',', StringComparison.Ordinal))
            && WindowList.TryParse(string.Join(",", given), out var windows, out refusal)
            ? windows.ToString()
            : throw new ProblemException(Problem.Invalid("/windows", refusal!));
    }

    private static string? Stored<T>(IReadOnlyDictionary<string, T>? set) => set is null or { Count: 0 } ? null : Json.Text(set);

    private static Decision<Clinic> Judge(Clinic clinic, ClinicChange body, string? windows, Caller caller) =>
        Preconditions.Check(caller.IfMatch, clinic.Version) is { } stale
            ? stale
            : new SqlArguments
            {
                { "name", body.Name ?? clinic.Name },
                { "timeZone", body.TimeZone ?? clinic.TimeZone },
                { "windows", body.Over(windows, clinic.GivenWindows) },
                { "lookBack", body.Over(body.LookBack, clinic.GivenLookBack?.Span())?.Interval() },
                { "rightNowLookBack", body.Over(body.RightNowLookBack, clinic.GivenRightNowLookBack?.Span())?.Interval() },
                { "screeningLookBack", body.Over(body.ScreeningLookBack, clinic.GivenScreeningLookBack?.Span())?.Interval() },
                { "courseGap", body.Over(body.CourseGap, clinic.GivenCourseGap?.Span())?.Interval() },
                { "minimumCell", body.Over(body.MinimumCell, clinic.GivenMinimumCell) },
                { "doseBands", body.Over(body.DoseBands, clinic.GivenDoseBands)?.ToArray() },
                { "ageBands", body.Over(body.AgeBands, clinic.GivenAgeBands)?.ToArray() },
                { "observationRanges", Stored(body.Over(body.ObservationRanges, clinic.GivenObservationRanges)), NpgsqlDbType.Jsonb },
                { "doseLimits", Stored(body.Over(body.DoseLimits, clinic.GivenDoseLimits)), NpgsqlDbType.Jsonb },
                { "reason", body.Reason },
            };
}
