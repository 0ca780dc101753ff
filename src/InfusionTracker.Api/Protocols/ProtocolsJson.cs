using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Monitoring;

namespace InfusionTracker.Api.Protocols;

[JsonSerializable(typeof(NewProtocol))]
[JsonSerializable(typeof(Protocol))]
[JsonSerializable(typeof(Page<Protocol>))]
[JsonSerializable(typeof(ProtocolDefinition))]
internal sealed partial class ProtocolsJson : JsonSerializerContext;
