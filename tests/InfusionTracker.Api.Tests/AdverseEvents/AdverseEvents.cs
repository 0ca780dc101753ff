using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.AdverseEvents;

/// <summary>Adverse events that are there before a test begins.</summary>
internal static class AdverseEvents
{
    /// <summary>Mild nausea of grade 1, from 11:00 on the day of the tests.</summary>
    public const string Nausea = """
        {"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","grade":1,
         "startedAt":"2026-06-15T11:00:00Z","endedAt":null,"action":"none","outcome":"recovering","performer":"rn-17","note":"after the bolus"}
        """;

    public static async Task<Answer> Record(ApiClient client, string? sessionId = null, string json = Nausea) =>
        (await client.Post($"/v1/sessions/{sessionId ?? await Given.Session(client)}/adverse-events", json)).Is(201);
}
