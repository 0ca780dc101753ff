using System.Text.Json.Serialization;

namespace InfusionTracker.Api.Clinics;

[JsonSerializable(typeof(Clinic))]
[JsonSerializable(typeof(ClinicChange))]
internal sealed partial class ClinicsJson : JsonSerializerContext;
