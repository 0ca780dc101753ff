namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What is there before a test begins, made over HTTP as any client would.</summary>
public static class Given
{
    /// <summary>A patient, born 1980-05-01.</summary>
    public static async Task<string> Patient(ApiClient client) =>
        (await client.Post("/v1/patients", """{"birthDate":"1980-05-01","sex":"female"}""")).Is(201).Id;

    /// <summary>A planned session of 70 kg for 0.5 mg/kg over 40 min.</summary>
    /// <param name="client">Who records it.</param>
    /// <param name="patientId">The patient; a new one where null.</param>
    /// <param name="members">Members that are sent besides, e.g. <c>"protocol":"x"</c>.</param>
    public static async Task<string> Session(ApiClient client, string? patientId = null, string? members = null) =>
        (await client.Post("/v1/sessions", $$"""
            {"patientId":"{{patientId ?? await Patient(client)}}","indication":"generalized-anxiety-disorder","medication":"ketamine","route":"intravenous",
             "weightKg":70,"plannedDoseMgPerKg":0.5,"plannedDuration":"PT40M"{{(members is null ? "" : "," + members)}}}
            """)).Is(201).Id;

    /// <summary>An infusion event.</summary>
    /// <param name="client">Who records it.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="type">start, rate-change, bolus, pause, resume or stop.</param>
    /// <param name="occurredAt">RFC 3339.</param>
    /// <param name="members">Members that are sent besides, e.g. <c>"rate":{"value":52.5,"unit":"mg/h"}</c>.</param>
    public static async Task<Answer> Event(ApiClient client, string sessionId, string type, string occurredAt, string? members = null) =>
        (await client.Post($"/v1/sessions/{sessionId}/infusion-events", $$"""
            {"type":"{{type}}","occurredAt":"{{occurredAt}}","performer":"rn-17"{{(members is null ? "" : "," + members)}}}
            """)).Is(201);

    /// <summary>A session that was started at this time with 52.5 mg/h.</summary>
    public static async Task<string> StartedSession(ApiClient client, string startedAt, string? patientId = null, string? members = null)
    {
        var session = await Session(client, patientId, members);
        await Event(client, session, "start", startedAt, "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}");
        return session;
    }

    /// <summary>A heart rate of 72/min at 11:00.</summary>
    public static async Task<Answer> HeartRate(ApiClient client, string? sessionId = null) =>
        (await client.Post($"/v1/sessions/{sessionId ?? await Session(client)}/observations",
            """{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17"}""")).Is(201);

    /// <summary>A blood pressure of 120/80 at 11:00.</summary>
    public static async Task<Answer> BloodPressure(ApiClient client, string? sessionId = null) =>
        (await client.Post($"/v1/sessions/{sessionId ?? await Session(client)}/observations", """
            {"code":"85354-9","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",
             "components":[{"code":"8480-6","value":120,"unit":"mm[Hg]"},{"code":"8462-4","value":80,"unit":"mm[Hg]"}]}
            """)).Is(201);
}
