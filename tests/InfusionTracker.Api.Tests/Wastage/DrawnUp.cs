using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

/// <summary>Containers that were drawn up before a test begins.</summary>
internal static class DrawnUp
{
    /// <summary>A vial of 50 mg, of which 14.50 mg were wasted and 0.50 mg returned, at 11:00 on the day of the tests.</summary>
    public const string Vial = """
        {"drawnMg":50.0,"wastedMg":14.50,"returnedMg":0.50,"occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17","witness":"rn-23","lot":"KET-2207","note":"sharps bin"}
        """;

    public static async Task<Answer> Record(ApiClient client, string? sessionId = null, string json = Vial) =>
        (await client.Post($"/v1/sessions/{sessionId ?? await Given.Session(client)}/wastage", json)).Is(201);
}
