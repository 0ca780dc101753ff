using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.InfusionEvents;

[JsonSerializable(typeof(NewInfusionEvent))]
[JsonSerializable(typeof(InfusionEventCorrection))]
[JsonSerializable(typeof(ChartedInfusionEvent))]
[JsonSerializable(typeof(Page<ChartedInfusionEvent>))]
[JsonSerializable(typeof(SessionDose))]
internal sealed partial class InfusionEventsJson : JsonSerializerContext;
