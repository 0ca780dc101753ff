using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Patients;

/// <summary>A patient of the clinic.</summary>
public sealed record Patient : Recorded
{
    internal const string Table = "patient";

    internal override RecordSubject Subject => new(Table, Id, null);

    /// <summary>Identifiers given by other systems.</summary>
    public required IReadOnlyList<Identifier> Identifiers { get; init; }

    /// <summary>Date of birth; null where it is not known.</summary>
    public required LocalDate? BirthDate { get; init; }

    /// <summary>Administrative sex: <c>female</c>, <c>male</c>, <c>other</c> or <c>unknown</c> (HL7 administrative-gender).</summary>
    public required string? Sex { get; init; }

    /// <summary>The name, to check the patient by at the chair; null where it is not told.</summary>
    public required PatientName? Name { get; init; }

    /// <summary>The chart that this one was merged into, and that now holds its records; null where it was not.</summary>
    public required Guid? MergedInto { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}

/// <summary>What a patient is called.</summary>
public sealed record PatientName
{
    /// <summary>Family name; the whole name of who has but one.</summary>
    [Named(200)]
    public required string Family { get; init; }

    /// <summary>Given names, in their order; an empty array where there are none.</summary>
    [MaxLength(10)]
    public required IReadOnlyList<string> Given { get; init; }
}
