using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Cohorts;

[JsonSerializable(typeof(CohortOnset))]
[JsonSerializable(typeof(CohortTimes))]
internal sealed partial class CohortsJson : JsonSerializerContext;
