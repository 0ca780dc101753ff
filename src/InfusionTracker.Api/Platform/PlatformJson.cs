using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Platform;

[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(Retraction))]
internal sealed partial class PlatformJson : JsonSerializerContext;
