using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Protocols;

namespace InfusionTracker.Api.Tests.FollowUps;

/// <summary>Sessions that scores follow, and the scores.</summary>
public static class FollowUps
{
    /// <summary>HAMA after a day and after a week.</summary>
    public const string DayAndWeek = """
        {"name":"Example","followUps":[{"instrument":"HAMA","at":"P1D","tolerance":"PT6H"},{"instrument":"HAMA","at":"P7D","tolerance":"P2D"}]}
        """;

    /// <summary>A session that was started at this time under a protocol of <see cref="DayAndWeek"/>.</summary>
    public static async Task<string> Followed(this ApiClient client, string startedAt, string? patientId = null, string protocol = "day-and-week")
    {
        await client.Define(protocol, DayAndWeek);
        return await Given.StartedSession(client, startedAt, patientId, $"\"protocol\":\"{protocol}\"");
    }

    public static async Task<string> Hama(this ApiClient client, string patientId, string assessedAt, string content = "\"total\":20") =>
        (await client.Post("/v1/scores", $$"""{"patientId":"{{patientId}}","instrument":"HAMA","assessedAt":"{{assessedAt}}",{{content}}}""")).Is(201).Id;

    public static async Task<List<string>> StatusesOf(this ApiClient client, string sessionId) =>
        [.. (await client.Get($"/v1/sessions/{sessionId}/follow-ups")).Is(200).Items.Select(f => (string)f!["status"]!)];

    public static IEnumerable<string> Sessions(this JsonArray followUps) => followUps.Select(f => (string)f!["sessionId"]!);
}
