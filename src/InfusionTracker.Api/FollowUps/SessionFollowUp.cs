using System.Text.Json.Serialization;
using InfusionTracker.Domain.Monitoring;
using NodaTime;

namespace InfusionTracker.Api.FollowUps;

/// <summary>A score that a session's protocol asks for after its infusion, and what came of it.</summary>
public sealed record SessionFollowUp
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Its patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Code of the protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The version of the protocol that the session is held to.</summary>
    public required int ProtocolVersion { get; init; }

    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>When it is due, counted from the start of the infusion, ISO 8601.</summary>
    public required Duration At { get; init; }

    /// <summary>The start of the infusion.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it is due.</summary>
    public required Instant DueAt { get; init; }

    /// <summary>From here on a score is in time, this instant included.</summary>
    public required Instant Earliest { get; init; }

    /// <summary>Up to here a score is in time, this instant included.</summary>
    public required Instant Latest { get; init; }

    /// <summary>The calendar day on which it is due, in the clinic's time zone.</summary>
    public required LocalDate DueDate { get; init; }

    /// <summary>
    /// <c>done</c> where a complete score of the instrument came in time; else <c>notReached</c> where the patient's next
    /// infusion came first, <c>missed</c> where the time is over, <c>due</c> where it is now, <c>upcoming</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>
    /// The score that meets it: in time and not after the next infusion, nearest to when it was due, on a tie the earlier;
    /// null where there is none.
    /// </summary>
    public required Guid? ScoreId { get; init; }

    /// <summary>When that score was assessed.</summary>
    public required Instant? AssessedAt { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }

    internal static string StatusCode(FollowUpStatus status) => status switch
    {
        FollowUpStatus.Done => "done",
        FollowUpStatus.NotReached => "notReached",
        FollowUpStatus.Missed => "missed",
        FollowUpStatus.Due => "due",
        _ => "upcoming",
    };

    internal static IReadOnlyList<string> Statuses { get; } = [.. Enum.GetValues<FollowUpStatus>().Select(StatusCode)];
}

/// <summary>The follow-ups of one session, in the order in which they are due.</summary>
/// <param name="Items">The follow-ups.</param>
public sealed record SessionFollowUps(IReadOnlyList<SessionFollowUp> Items);
