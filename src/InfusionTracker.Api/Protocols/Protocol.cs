using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Monitoring;

namespace InfusionTracker.Api.Protocols;

/// <summary>
/// A protocol of the clinic: what is measured around an infusion, when the patient may leave, and which scores follow. A
/// version is in force from when it was recorded; a session is held to the one in force at its start, and one that began
/// before the protocol was first recorded to its first version.
/// </summary>
public sealed record Protocol : Recorded
{
    internal const string Table = "protocol";

    internal override RecordSubject Subject => new(Table, null, null);

    /// <summary>Code that sessions name: up to 64 letters, digits, dots, underscores and hyphens.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What is measured, and how often.</summary>
    public IReadOnlyList<MonitoringRule> Monitoring => Definition.Monitoring;

    /// <summary>Between which values a measurement is expected.</summary>
    public IReadOnlyList<MeasuredLimit> Limits => Definition.Limits;

    /// <summary>When the patient may leave; null where the protocol does not say.</summary>
    public DischargeRule? Discharge => Definition.Discharge;

    /// <summary>Scores that follow the infusion.</summary>
    public IReadOnlyList<FollowUpRule> FollowUps => Definition.FollowUps;

    /// <summary>All of it, as it is stored.</summary>
    [JsonIgnore]
    public ProtocolDefinition Definition { get; init; } = null!;

    /// <summary>What identifies the request that defined this version.</summary>
    [JsonIgnore]
    public byte[]? RequestHash { get; init; }

    /// <summary>
    /// The id of the protocol of a code, a name-based UUID (RFC 9562, version 8): that a code is defined once, and a request
    /// sent twice done once, follows from that of ids.
    /// </summary>
    internal static Guid IdOf(string code)
    {
        Span<byte> id = SHA256.HashData(Encoding.ASCII.GetBytes("protocol/" + code)).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
