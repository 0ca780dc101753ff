using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Patients;

[JsonSerializable(typeof(NewPatient))]
[JsonSerializable(typeof(PatientChange))]
[JsonSerializable(typeof(PatientMerge))]
[JsonSerializable(typeof(PatientSearch))]
[JsonSerializable(typeof(IReadOnlyList<Identifier>))]
[JsonSerializable(typeof(Patient))]
[JsonSerializable(typeof(Page<Patient>))]
internal sealed partial class PatientsJson : JsonSerializerContext;
