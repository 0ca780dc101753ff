using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Monitoring;

[JsonSerializable(typeof(MonitoringOfSession))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
