using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Onset;

[JsonSerializable(typeof(OnsetOfSession))]
internal sealed partial class OnsetJson : JsonSerializerContext;
