using System.Globalization;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>No elapsed time depends on a calendar; calendar days, and spans that reach back, are those of the clinic.</summary>
public sealed class CalendarTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("America/New_York", "2026-03-07T23:30:00-05:00", "2026-03-08T06:30:00-04:00", 360, "2026-03-08")] // the clock goes forward
    [InlineData("America/New_York", "2025-11-01T23:30:00-04:00", "2025-11-02T06:30:00-05:00", 480, "2025-11-02")] // and back
    [InlineData("Europe/Berlin", "2026-03-28T09:00:00+01:00", "2026-03-29T10:00:00+02:00", 1440, "2026-03-29")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T22:00:00+11:00", "2026-04-05T09:00:00+10:30", 690, "2026-04-05")] // by half an hour
    [InlineData("Asia/Kathmandu", "2026-03-01T09:00:00+05:45", "2026-03-01T18:20:00Z", 905, "2026-03-02")]
    [InlineData("Pacific/Kiritimati", "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z", 60, "2026-03-02")]
    [InlineData("Pacific/Pago_Pago", "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z", 60, "2026-02-28")]
    [InlineData("Europe/Berlin", "2024-02-28T23:00:00+01:00", "2024-02-29T23:00:00+01:00", 1440, "2024-02-29")] // a leap day
    [InlineData("Europe/Berlin", "2024-02-28T12:00:00+01:00", "2024-03-01T12:00:00+01:00", 2880, "2024-03-01")]
    public async Task Elapsed_time_is_true_time_and_a_day_is_the_clinics(string zone, string t0, string assessedAt, int minutes, string date)
    {
        (await service.Client.Patch("/v1/clinic", $$"""{"timeZone":"{{zone}}"}""", "*")).Is(200);
        var patient = await Given.Patient(service.Client);
        var session = await Given.StartedSession(service.Client, t0, patient);
        (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{patient}}","instrument":"HAMA","recallPeriod":"PT1H","assessedAt":"{{assessedAt}}","total":14}
            """)).Is(201);

        var point = Assert.Single((await service.Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA")).Is(200)["points"].AsArray())!;
        Assert.Equal(minutes, (decimal)point["elapsedMinutes"]!);
        var trajectory = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(200);
        var score = Assert.Single(trajectory["scores"].AsArray())!;
        Assert.Equal(date, (string)score["date"]!);
        Assert.Equal(minutes, (decimal)score["infusion"]!["elapsedMinutes"]!);
        Assert.Equal(zone, (string)trajectory["timeZone"]!);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2025-11-03T09:00:00+01:00", "2025-10-20T09:00:00+02:00", "2025-10-06T09:00:00+02:00")]
    [InlineData("Europe/Berlin", "2025-04-07T09:00:00+02:00", "2025-03-24T09:00:00+01:00", "2025-03-10T09:00:00+01:00")]
    [InlineData("America/New_York", "2025-11-06T09:00:00-05:00", "2025-10-23T09:00:00-04:00", "2025-10-09T09:00:00-04:00")]
    [InlineData("America/New_York", "2025-03-13T09:00:00-04:00", "2025-02-27T09:00:00-05:00", "2025-02-13T09:00:00-05:00")]
    public async Task A_change_of_clocks_loses_no_baseline_of_14_days_and_splits_no_course_of_28(string zone, string t0, string rated, string before)
    {
        (await service.Client.Patch("/v1/clinic", $$"""{"timeZone":"{{zone}}"}""", "*")).Is(200);
        var protocol = $"clocks-{zone[..2]}-{t0[..10]}";
        Assert.Equal((2, 31, null, 1), await Told(0));
        Assert.Equal((1, null, "olderThanLookBack", 2), await Told(1));
        var cohort = (await service.Client.Get($"/v1/cohorts/onset?instrument=HAMA&ordinal=2&protocol={protocol}")).Is(200);
        Assert.Equal((1, 1), ((int)cohort["cohort"]!, (int)cohort["counted"]!));

        // Of a patient for whom all that came before the infusion came so many minutes earlier.
        async Task<(int Ordinal, int? Baseline, string? Missing, int Courses)> Told(int earlier)
        {
            var patient = await Given.Patient(service.Client);
            await Given.StartedSession(service.Client, Earlier(before, earlier), patient, $"\"protocol\":\"{protocol}\"");
            await Rated.Total(service.Client, patient, Earlier(rated, earlier), 31);
            var session = await Given.StartedSession(service.Client, t0, patient, $"\"protocol\":\"{protocol}\"");
            var onset = (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA")).Is(200);
            var trajectory = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(200);
            return (
                (int)onset["ordinal"], (int?)onset["baseline"]["total"], (string?)onset["baseline"]["missing"], trajectory["courses"].AsArray().Count);
        }

        static string Earlier(string time, int minutes) =>
            DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).AddMinutes(-minutes).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_look_back_of_24_hours_is_not_one_of_a_day()
    {
        var client = service.OtherClient;
        (await client.Patch("/v1/clinic", """{"timeZone":"Europe/Berlin","rightNowLookBack":"P1D"}""", "*")).Is(200);
        var patient = await Given.Patient(client);
        await Rated.Total(client, patient, "2025-10-25T12:00:00+02:00", 80, "VASANX");
        var session = await Given.StartedSession(client, "2025-10-26T12:00:00+01:00", patient);
        Assert.Equal(("P1D", null), await Told(""));
        Assert.Equal(("PT24H", "olderThanLookBack"), await Told("&lookBack=PT24H"));
        Assert.Equal(("P1D", null), await Told("&lookBack=P1D"));

        async Task<(string LookBack, string? Missing)> Told(string lookBack)
        {
            var onset = (await client.Get($"/v1/sessions/{session}/onset?instrument=VASANX{lookBack}")).Is(200);
            return ((string)onset["rules"]["lookBack"]!, (string?)onset["baseline"]["missing"]);
        }
    }

    [Theory]
    [InlineData("PT24H", true, false)]
    [InlineData("P1D", true, true)]
    [InlineData("PT25H", true, true)]
    [InlineData("PT23H", true, false)]
    [InlineData("PT22H59M", false, false)]
    public async Task A_setting_of_24_hours_is_not_one_of_a_day(string lookBack, bool inSpring, bool inAutumn)
    {
        var client = service.OtherClient;
        (await client.Patch("/v1/clinic", $$"""{"timeZone":"Europe/Berlin","rightNowLookBack":"{{lookBack}}"}""", "*")).Is(200);
        await Judge("2025-03-29T12:00:00+01:00", "2025-03-30T12:00:00+02:00", inSpring); // 23 hours apart
        await Judge("2025-10-25T12:00:00+02:00", "2025-10-26T12:00:00+01:00", inAutumn); // 25 hours apart

        async Task Judge(string rated, string t0, bool isBaseline)
        {
            var patient = await Given.Patient(client);
            await Rated.Total(client, patient, rated, 80, "VASANX");
            var session = await Given.StartedSession(client, t0, patient);
            var onset = (await client.Get($"/v1/sessions/{session}/onset?instrument=VASANX")).Is(200);
            Assert.Equal(lookBack, (string)onset["rules"]["lookBack"]!);
            Assert.Equal(isBaseline, onset["baseline"]["total"] is not null);
        }
    }
}
