using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>Patients who were treated and rated, recorded over HTTP in few words.</summary>
internal static class Treated
{
    public static readonly Instant T0 = Instant.FromUtc(2026, 1, 2, 9, 0);

    /// <summary>A new patient, infused once at <see cref="T0"/> by a protocol, and rated at these times since.</summary>
    public static async Task<(string Patient, string Session)> Once(
        ApiClient client, string protocol, string instrument, string? form, params (Duration Elapsed, int Total)[] scores)
    {
        var patient = await Given.Patient(client);
        var session = await Given.StartedSession(client, At(Duration.Zero), patient, $"\"protocol\":\"{protocol}\"");
        foreach (var (elapsed, total) in scores)
        {
            await Rated.Total(client, patient, At(elapsed), total, instrument, form is null ? null : $"\"form\":\"{form}\"");
        }

        return (patient, session);
    }

    /// <summary>The same, rated by a line for anxiety: at 80 half an hour before, and once after.</summary>
    public static Task<(string Patient, string Session)> Anxious(ApiClient client, string protocol, Duration elapsed, int total) =>
        Once(client, protocol, "VASANX", null, (Duration.FromMinutes(-30), 80), (elapsed, total));

    /// <summary>Who may read figures of cohorts and no record, so that nothing of few patients is told to them.</summary>
    public static async Task<ApiClient> Analyst(RunningService service) => new(
        service.Url, (string)(await service.Client.Post("/v1/api-keys", """{"label":"analyst","scopes":["analytics:read"]}""")).Is(201)["key"]!);

    public static string At(Duration elapsed) => (T0 + elapsed).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The sessions that are left out, added over all reasons.</summary>
    public static int LeftOut(Answer answer) => answer["leftOut"].AsObject().Sum(reason => (int)reason.Value!);

    public static void Near(double? expected, JsonNode? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e)
        {
            Assert.InRange((double)actual!, e - (1e-9 * Math.Max(1, Math.Abs(e))), e + (1e-9 * Math.Max(1, Math.Abs(e))));
        }
    }
}
