using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Domain.Onset;

/// <summary>
/// A span that reaches back from an infusion by the clinic's calendar: first days, then hours exactly. <c>P1D</c> is a day,
/// whatever the clocks do in it, and <c>PT24H</c> is 24 hours.
/// </summary>
/// <param name="Days">Days of the calendar.</param>
/// <param name="Time">Beside them; never of the other sign.</param>
public readonly record struct CalendarSpan(int Days, Duration Time)
{
    /// <summary>How long it is where no clock changes.</summary>
    public Duration Length => Duration.FromDays(Days) + Time;

    public static CalendarSpan OfDays(int days) => new(days, Duration.Zero);

    /// <summary>Reads what <see cref="IsoSpan"/> reads, but for days and hours of different signs.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CalendarSpan? span)
    {
        span = null;
        if (IsoSpan.TryParse(text, out _))
        {
            // Part by part: read as a whole, 24 hours would become a day.
            var parts = text.Split('T', 2);
            var days = parts[0] == "P" ? Period.Zero : PeriodPattern.NormalizingIso.Parse(parts[0]).Value;
            var time = parts.Length == 1 ? Duration.Zero : PeriodPattern.NormalizingIso.Parse($"PT{parts[1]}").Value.ToDuration();
            var read = new CalendarSpan(days.Days + (7 * days.Weeks), time);
            span = Math.Sign(read.Days) * time.CompareTo(Duration.Zero) < 0 ? null : read;
        }

        return span is not null;
    }

    /// <summary>
    /// So long before a time: its local time that many days earlier, then the hours. A local time that a clock skipped moves on
    /// by what was skipped; of one that came twice it is the earlier.
    /// </summary>
    public Instant Before(Instant time, DateTimeZone zone) =>
        (Days == 0 ? time : zone.AtLeniently(time.InZone(zone).LocalDateTime.PlusDays(-Days)).ToInstant()) - Time;

    /// <summary>As ISO 8601 writes it, with days only where they are of the calendar.</summary>
    public override string ToString()
    {
        if (Time == Duration.Zero)
        {
            return Days == 0 ? IsoSpan.Text(Time) : string.Create(CultureInfo.InvariantCulture, $"P{Days}D");
        }

        var hours = (int)Math.Floor(Time.TotalHours);
        var rest = Time - Duration.FromHours(hours);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"P{(Days == 0 ? "" : $"{Days}D")}T{(hours == 0 ? "" : $"{hours}H")}{(rest == Duration.Zero ? "" : IsoSpan.Text(rest)[2..])}");
    }
}
