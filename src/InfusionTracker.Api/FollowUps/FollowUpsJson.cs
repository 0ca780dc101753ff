using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.FollowUps;

[JsonSerializable(typeof(SessionFollowUps))]
[JsonSerializable(typeof(Page<SessionFollowUp>))]
internal sealed partial class FollowUpsJson : JsonSerializerContext;
