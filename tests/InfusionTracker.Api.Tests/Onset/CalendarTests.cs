using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>No elapsed time depends on a calendar; calendar days are those of the clinic.</summary>
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
}
