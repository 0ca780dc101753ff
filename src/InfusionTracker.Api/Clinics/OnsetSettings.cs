using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Npgsql;

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

    public required Duration? LookBack { get; init; }

    public required Duration? RightNowLookBack { get; init; }

    public required Duration? ScreeningLookBack { get; init; }

    public required Duration? CourseGap { get; init; }

    public required int? MinimumCell { get; init; }

    /// <summary>Reads a row of <c>onset_settings()</c>.</summary>
    public static OnsetSettings Read(NpgsqlDataReader row) => new()
    {
        Version = row.GetInt32(0),
        TimeZone = row.GetString(1),
        Windows = row.Text(2),
        LookBack = row.GetFieldValue<Duration?>(3),
        RightNowLookBack = row.GetFieldValue<Duration?>(4),
        ScreeningLookBack = row.GetFieldValue<Duration?>(5),
        CourseGap = row.GetFieldValue<Duration?>(6),
        MinimumCell = row.GetFieldValue<int?>(7),
    };

    /// <summary>The longest time from one infusion to the next of the same course, end included.</summary>
    public Duration Gap => CourseGap ?? Course.DefaultGap;

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
        };
    }
}
