using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

/// <summary>Scores recorded over HTTP, in few words.</summary>
internal static class Rated
{
    /// <summary>A total that was rated by md-3.</summary>
    /// <param name="client">Who records it.</param>
    /// <param name="patientId">The patient.</param>
    /// <param name="assessedAt">RFC 3339.</param>
    /// <param name="total">Points.</param>
    /// <param name="instrument">Code of the instrument.</param>
    /// <param name="members">Members that are sent besides, e.g. <c>"recallPeriod":"PT1H"</c>.</param>
    public static async Task<Answer> Total(ApiClient client, string patientId, string assessedAt, int total, string instrument = "HAMA", string? members = null) =>
        (await client.Post("/v1/scores", $$"""
            {"patientId":"{{patientId}}","instrument":"{{instrument}}","assessedAt":"{{assessedAt}}","performer":"md-3","total":{{total}}{{(members is null ? "" : "," + members)}}}
            """)).Is(201);
}
