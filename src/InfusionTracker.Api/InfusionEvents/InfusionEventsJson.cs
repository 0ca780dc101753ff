using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;

namespace InfusionTracker.Api.InfusionEvents;

[JsonSerializable(typeof(NewInfusionEvent))]
[JsonSerializable(typeof(InfusionEventCorrection))]
[JsonSerializable(typeof(ChartedInfusionEvent))]
[JsonSerializable(typeof(Page<ChartedInfusionEvent>))]
[JsonSerializable(typeof(SessionDose))]
[JsonSerializable(typeof(DoseLimitsInForce))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>))]
internal sealed partial class InfusionEventsJson : JsonSerializerContext;
