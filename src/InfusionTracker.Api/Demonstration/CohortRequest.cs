using System.Text.Json.Nodes;

namespace InfusionTracker.Api.Demonstration;

/// <summary>What a request of the cohort records.</summary>
public enum CohortRecord
{
    Patient,
    Session,
    InfusionEvent,
    Observation,
    AdverseEvent,
    Score,

    /// <summary>A correction, retraction or change of something recorded before.</summary>
    Amendment,
}

/// <summary>One request to the public interface; sent again, it is answered as the first time and does nothing.</summary>
/// <param name="Record">What it records.</param>
/// <param name="Method">POST or PATCH.</param>
/// <param name="Path">Path below the service's address.</param>
/// <param name="Body">The body; an array for a batch.</param>
/// <param name="ChangesVersion">The version that it changes, sent as If-Match; null where it changes none.</param>
public sealed record CohortRequest(CohortRecord Record, HttpMethod Method, string Path, JsonNode Body, int? ChangesVersion = null)
{
    /// <summary>How many records the request makes.</summary>
    public int Count => Body is JsonArray batch ? batch.Count : 1;

    public static CohortRequest Post(CohortRecord record, string path, JsonNode body) => new(record, HttpMethod.Post, path, body);

    /// <summary>A correction of a record as it was first recorded.</summary>
    public static CohortRequest Correction(string path, JsonNode body) =>
        new(CohortRecord.Amendment, HttpMethod.Post, path + "/corrections", body, ChangesVersion: 1);

    public static CohortRequest Retraction(string path, string reason) =>
        new(CohortRecord.Amendment, HttpMethod.Post, path + "/retraction", new JsonObject { ["reason"] = reason });
}

/// <summary>Everything that is recorded of one patient, in the order in which it is recorded.</summary>
public sealed record PatientStory
{
    /// <summary>Position of the clinic in the design.</summary>
    public required int Clinic { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The arm.</summary>
    public required ProtocolDesign Protocol { get; init; }

    public required IndicationDesign Indication { get; init; }

    /// <summary>In the order in which they are sent: each needs the ones before it.</summary>
    public required IReadOnlyList<CohortRequest> Requests { get; init; }

    /// <summary>A score that the last request makes: where it is there, all of the story is.</summary>
    public required Guid ClosingScoreId { get; init; }

    /// <summary>The first session, if the patient came to it.</summary>
    public required Guid? FirstSessionId { get; init; }

    /// <summary>True where the first session has a baseline, and a rating within four hours that is at most half of it.</summary>
    public required bool RespondsWithinHours { get; init; }

    /// <summary>True where the first session is one to show: of the first clinic, and with a response within hours.</summary>
    public bool IsExample => this is { Clinic: 0, RespondsWithinHours: true, Indication.Instrument: "HAMA" };
}
