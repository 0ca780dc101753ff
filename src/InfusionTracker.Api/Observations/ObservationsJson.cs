using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Observations;

[JsonSerializable(typeof(NewObservations))]
[JsonSerializable(typeof(NewObservation))]
[JsonSerializable(typeof(List<NewObservation>))]
[JsonSerializable(typeof(ObservationCorrection))]
[JsonSerializable(typeof(ObservationRetraction))]
[JsonSerializable(typeof(Observation))]
[JsonSerializable(typeof(IReadOnlyList<ObservationComponent>))]
[JsonSerializable(typeof(Batch<Observation>))]
[JsonSerializable(typeof(Page<Observation>))]
[JsonSerializable(typeof(ObservationCodes))]
[JsonSerializable(typeof(Confirmation))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, CodeRanges>))]
internal sealed partial class ObservationsJson : JsonSerializerContext;
