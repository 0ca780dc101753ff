using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Clinics;

/// <summary>
/// What the clinic has set for its figures, as <c>onset_settings()</c> reads it; null where the house's default holds.
/// </summary>
public sealed record OnsetSettings
{
    /// <summary>The clinic's version; answers name it.</summary>
    public required int Version { get; init; }

    public required string TimeZone { get; init; }

    public required string? Windows { get; init; }

    public required CalendarSpan? LookBack { get; init; }

    public required CalendarSpan? RightNowLookBack { get; init; }

    public required CalendarSpan? ScreeningLookBack { get; init; }

    public required CalendarSpan? CourseGap { get; init; }

    public required int? MinimumCell { get; init; }

    /// <summary>Reads a row of <c>onset_settings()</c>.</summary>
    public static OnsetSettings Read(NpgsqlDataReader row) => new()
    {
        Version = row.GetInt32(0),
        TimeZone = row.GetString(1),
        Windows = row.Text(2),
        LookBack = Span(row, 3),
        RightNowLookBack = Span(row, 4),
        ScreeningLookBack = Span(row, 5),
        CourseGap = Span(row, 6),
        MinimumCell = row.GetFieldValue<int?>(7),
    };

    /// <summary>How far apart infusions of one course may be.</summary>
    public CourseGap Gap => new(CourseGap ?? Course.DefaultGap, Zone);

    /// <summary>Calendar days are days of this zone.</summary>
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];

    /// <summary>What an onset figure rests on where the query says nothing else.</summary>
    public OnsetOptions Options()
    {
        var house = new OnsetOptions();
        return house with
        {
            Windows = Windows is null ? house.Windows : WindowList.Parse(Windows),
            LookBack = LookBack ?? house.LookBack,
            RightNowLookBack = RightNowLookBack ?? house.RightNowLookBack,
            ScreeningLookBack = ScreeningLookBack ?? house.ScreeningLookBack,
            Zone = Zone,
        };
    }

    private static CalendarSpan? Span(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<NpgsqlInterval>(column).Span();
}
