using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Platform;

[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(ReadinessAnswer))]
[JsonSerializable(typeof(Retraction))]
internal sealed partial class PlatformJson : JsonSerializerContext;
