using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Instruments;

[JsonSerializable(typeof(CatalogueInstrument))]
[JsonSerializable(typeof(Page<CatalogueInstrument>))]
internal sealed partial class InstrumentsJson : JsonSerializerContext;
