using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.AdverseEvents;

[JsonSerializable(typeof(NewAdverseEvent))]
[JsonSerializable(typeof(AdverseEventCorrection))]
[JsonSerializable(typeof(AdverseEvent))]
[JsonSerializable(typeof(Page<AdverseEvent>))]
internal sealed partial class AdverseEventsJson : JsonSerializerContext;
