using InfusionTracker.Domain.Onset;
using NodaTime;
using NodaTime.Text;
using static InfusionTracker.Domain.Tests.Onset.Assessments;

namespace InfusionTracker.Domain.Tests.Onset;

/// <summary>What reaches back from an infusion is counted by the clinic's calendar, so that no change of clocks loses a visit.</summary>
public class CalendarSpanTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-11-02T09:00:00+01:00", "P14D", "2026-10-19T09:00:00+02:00")] // autumn: 337 hours
    [InlineData("Europe/Berlin", "2026-04-06T09:00:00+02:00", "P14D", "2026-03-23T09:00:00+01:00")] // spring: 335 hours
    [InlineData("America/New_York", "2026-11-05T09:00:00-05:00", "P14D", "2026-10-22T09:00:00-04:00")]
    [InlineData("America/New_York", "2026-03-12T09:00:00-04:00", "P14D", "2026-02-26T09:00:00-05:00")]
    [InlineData("Europe/Berlin", "2026-11-02T09:00:00+01:00", "PT336H", "2026-10-19T10:00:00+02:00")] // hours are hours
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00+01:00", "P1D", "2026-10-24T12:00:00+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00+01:00", "PT24H", "2026-10-24T13:00:00+02:00")]
    [InlineData("Europe/Berlin", "2026-10-26T02:30:00+01:00", "P1D", "2026-10-25T02:30:00+02:00")] // it came twice: the earlier
    [InlineData("America/New_York", "2026-11-02T01:30:00-05:00", "P1D", "2026-11-01T01:30:00-04:00")]
    [InlineData("Europe/Berlin", "2026-03-30T02:30:00+02:00", "P1D", "2026-03-29T03:30:00+02:00")] // it was skipped: an hour on
    [InlineData("America/New_York", "2026-03-09T02:30:00-04:00", "P1D", "2026-03-08T03:30:00-04:00")]
    [InlineData("Europe/Berlin", "2026-10-26T02:30:00+01:00", "P1DT3H", "2026-10-24T23:30:00+02:00")] // days first, then hours
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00+01:00", "PT1H", "2026-10-25T02:30:00+02:00")] // no day, no calendar
    public void Days_go_back_by_the_calendar_and_hours_exactly(string zone, string from, string span, string expected) =>
        Assert.Equal(Time(expected), Read(span).Before(Time(from), Zone(zone)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-11-02T09:00:00+01:00", "2026-10-19T09:00:00+02:00")]
    [InlineData("Europe/Berlin", "2026-04-06T09:00:00+02:00", "2026-03-23T09:00:00+01:00")]
    [InlineData("America/New_York", "2026-11-05T09:00:00-05:00", "2026-10-22T09:00:00-04:00")]
    [InlineData("America/New_York", "2026-03-12T09:00:00-04:00", "2026-02-26T09:00:00-05:00")]
    public void A_score_of_14_days_before_is_a_baseline_over_either_change_of_clocks_and_no_earlier_one_is(string zone, string t0, string earliest)
    {
        Assert.NotNull(Taken(Time(earliest)));
        Assert.Null(Taken(Time(earliest) - Duration.FromMilliseconds(1)));

        Baseline? Taken(Instant assessedAt) => Baseline.Of(
            Hama,
            ScoreLine.Of([At("PT0S", 30) with { AssessedAt = assessedAt }]),
            new(Time(t0), null, null, Time(t0), null),
            new() { Zone = Zone(zone) }).Taken;
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-05T09:00:00+02:00", "2026-11-02T09:00:00+01:00", true)]
    [InlineData("Europe/Berlin", "2026-10-05T08:59:59+02:00", "2026-11-02T09:00:00+01:00", false)]
    [InlineData("Europe/Berlin", "2026-03-09T09:00:00+01:00", "2026-04-06T09:00:00+02:00", true)]
    [InlineData("Europe/Berlin", "2026-03-09T08:30:00+01:00", "2026-04-06T09:00:00+02:00", false)] // within 672 hours all the same
    [InlineData("America/New_York", "2026-10-08T09:00:00-04:00", "2026-11-05T09:00:00-05:00", true)]
    [InlineData("America/New_York", "2026-02-12T08:30:00-05:00", "2026-03-12T09:00:00-04:00", false)]
    public void A_course_goes_on_for_28_days_of_the_calendar(string zone, string first, string second, bool isOneCourse)
    {
        var courses = Course.Of(
            [new(Guid.Empty, Time(first), "ketamine"), new(Guid.AllBitsSet, Time(second), "ketamine")], new(Course.DefaultGap, Zone(zone)));
        Assert.Equal(isOneCourse ? 1 : 2, courses.Length);
    }

    [Theory]
    [InlineData("P14D", "P14D")]
    [InlineData("P2W", "P14D")]
    [InlineData("PT24H", "PT24H")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("P1DT36H", "P1DT36H")]
    [InlineData("PT0.5S", "PT0.5S")]
    [InlineData("PT0S", "P0D")]
    [InlineData("P0D", "P0D")]
    [InlineData("-P1D", null)]
    [InlineData("P1DT-12H", null)]
    [InlineData("P1M", null)]
    public void A_day_is_not_written_as_24_hours_nor_the_other_way_round(string text, string? written)
    {
        Assert.Equal(written is not null, CalendarSpan.TryParse(text, out var span));
        Assert.Equal(written, span?.ToString());
    }

    private static CalendarSpan Read(string span) => CalendarSpan.TryParse(span, out var read) ? read.Value : throw new ArgumentException(span);

    private static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    private static Instant Time(string text) => OffsetDateTimePattern.Rfc3339.Parse(text).GetValueOrThrow().ToInstant();
}
