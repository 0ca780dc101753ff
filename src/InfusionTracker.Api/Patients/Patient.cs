using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Patients;

/// <summary>A patient of the clinic.</summary>
public sealed record Patient : Recorded
{
    internal const string Table = "patient";

    internal override RecordSubject Subject => new(Table, Id, null);

    /// <summary>Identifiers given by other systems.</summary>
    public required IReadOnlyList<PatientIdentifier> Identifiers { get; init; }

    /// <summary>Date of birth; null where it is not known.</summary>
    public required LocalDate? BirthDate { get; init; }

    /// <summary>Administrative sex: <c>female</c>, <c>male</c>, <c>other</c> or <c>unknown</c> (HL7 administrative-gender).</summary>
    public required string? Sex { get; init; }

    /// <summary>
    /// The chart that holds this one's records since it was merged: with <c>version</c> the one that it was merged into, else the last where
    /// that was merged on; null where it was not merged.
    /// </summary>
    public required Guid? MergedInto { get; init; }

    /// <summary>
    /// Who says that this chart and the one that it was merged into, of another birth date or sex, are of one person, and why; left out
    /// where nobody had to, or did.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Confirmation? Confirmed { get; init; }

    /// <summary>Sort value of the list, as PostgreSQL writes it.</summary>
    [JsonIgnore]
    public string? SortValue { get; init; }
}

/// <summary>An identifier that another system gave the patient.</summary>
public sealed record PatientIdentifier
{
    /// <summary>Namespace of the identifier, a URI, e.g. <c>urn:example:mrn</c>; a <c>|</c>, which no URI has, is refused.</summary>
    [Named(400), RegularExpression("^[^|]*$", ErrorMessage = "Give a URI: the first | ends the system where an identifier is searched for.")]
    public required string System { get; init; }

    /// <summary>The identifier.</summary>
    [Named(400)]
    public required string Value { get; init; }
}
