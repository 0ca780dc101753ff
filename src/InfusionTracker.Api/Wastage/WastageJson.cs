using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Wastage;

[JsonSerializable(typeof(NewWastage))]
[JsonSerializable(typeof(WastageCorrection))]
[JsonSerializable(typeof(WastageRecord))]
[JsonSerializable(typeof(Page<WastageRecord>))]
internal sealed partial class WastageJson : JsonSerializerContext;
