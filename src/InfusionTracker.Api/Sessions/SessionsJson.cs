using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Sessions;

[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(SessionChange))]
[JsonSerializable(typeof(SessionRetraction))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(Page<Session>))]
internal sealed partial class SessionsJson : JsonSerializerContext;
