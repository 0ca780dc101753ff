using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Sessions;

[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionsJson : JsonSerializerContext;
