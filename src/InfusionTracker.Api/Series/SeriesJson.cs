using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Series;

[JsonSerializable(typeof(SessionSeries))]
internal sealed partial class SeriesJson : JsonSerializerContext;
