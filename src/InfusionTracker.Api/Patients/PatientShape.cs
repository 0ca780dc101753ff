using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Patients;

/// <summary>What a patient's own data must be, whether new or changed.</summary>
internal static class PatientShape
{
    /// <summary>True where the database refused an identifier because another patient of the clinic has it.</summary>
    public static bool IsTaken(PostgresException refused) =>
        refused is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "patient_identifier_is_of_one_patient" };

    /// <summary>409: another patient has an identifier. Which of several is not told by the database.</summary>
    public static Problem Taken(IReadOnlyList<PatientIdentifier> identifiers) => Problem.Conflict(
        "Another patient of this clinic has such an identifier. Look for that chart with GET /v1/patients?identifier=system|value, and merge the two if they are of one person.",
        identifiers is [_] ? "/identifiers/0" : "/identifiers");

    /// <summary>409: a chart that was merged changes no more.</summary>
    /// <param name="mergedInto">The chart that holds its records.</param>
    /// <param name="pointer">Where the body names the chart that was merged; null where the address does.</param>
    public static Problem Merged(Guid mergedInto, string? pointer = null)
    {
        const string Detail = "The chart is merged into another: name the one that mergedInto says.";
        return Problem.Merged(Detail, mergedInto, new ProblemError(pointer, pointer is null ? "patientId" : null, Detail));
    }

    public static Problem? Refuse(LocalDate? birthDate, IReadOnlyList<PatientIdentifier>? identifiers, IClock clock)
    {
        // Somewhere on earth it may be tomorrow already.
        if (birthDate > clock.GetCurrentInstant().Plus(Duration.FromHours(14)).InUtc().Date)
        {
            return Problem.Invalid("/birthDate", "The date of birth lies in the future.");
        }

        foreach (var (index, identifier) in (identifiers ?? []).Index())
        {
            if (identifier is null)
            {
                return Problem.Malformed($"/identifiers/{index}", "Give an identifier.");
            }
        }

        return identifiers is not null && identifiers.Distinct().Count() != identifiers.Count
            ? Problem.Invalid("/identifiers", "Give each identifier once.")
            : null;
    }
}
