using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Onset;

[JsonSerializable(typeof(OnsetOfSession))]
[JsonSerializable(typeof(TrajectoryOfPatient))]
internal sealed partial class OnsetJson : JsonSerializerContext;
