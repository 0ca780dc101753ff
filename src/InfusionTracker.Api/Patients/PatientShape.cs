using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Patients;

/// <summary>What a patient's own data must be, whether new or changed.</summary>
internal static class PatientShape
{
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
