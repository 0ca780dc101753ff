using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Access;

[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(Page<IssuedKey>))]
internal sealed partial class AccessJson : JsonSerializerContext;
