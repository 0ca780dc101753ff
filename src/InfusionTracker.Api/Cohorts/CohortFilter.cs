using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Sessions;
using InfusionTracker.Domain.Onset.Cohorts;

namespace InfusionTracker.Api.Cohorts;

/// <summary>
/// Which started sessions make a cohort. A filter given several times means any of its values; different filters hold
/// together; a session of which the filtered thing is not known does not pass (an unknown dose is counted as left out).
/// </summary>
public sealed partial record CohortFilter
{
    private static readonly string[] Sexes = ["female", "male", "other", "unknown"];

    /// <summary>What the patient is treated for.</summary>
    public string[]? Indication { get; init; }

    /// <summary>Codes of medications.</summary>
    public string[]? Medication { get; init; }

    /// <summary>Codes of protocols.</summary>
    public string[]? Protocol { get; init; }

    /// <summary>Routes of administration.</summary>
    public string[]? Route { get; init; }

    /// <summary>The lowest dose given in the session, mg/kg, itself included.</summary>
    public decimal? DoseFrom { get; init; }

    /// <summary>The dose given in the session that is too high, mg/kg, itself not included.</summary>
    public decimal? DoseTo { get; init; }

    /// <summary>Places of the session among the infusions of its course, from 1.</summary>
    public int[]? Ordinal { get; init; }

    /// <summary>Sex of the patient: <c>female</c>, <c>male</c>, <c>other</c> or <c>unknown</c>.</summary>
    public string[]? Sex { get; init; }

    /// <summary>The lowest age at t0, whole years on the clinic's calendar, itself included.</summary>
    public int? AgeFrom { get; init; }

    /// <summary>The age at t0 that is too high, whole years, itself not included.</summary>
    public int? AgeTo { get; init; }

    /// <summary>The earliest t0, itself included.</summary>
    public TimeParameter? From { get; init; }

    /// <summary>The t0 that is too late, itself not included.</summary>
    public TimeParameter? To { get; init; }

    /// <summary>
    /// <c>patient</c> (each counts once, by the earliest session that passes) or <c>session</c> (every one counts; those of one
    /// patient depend on each other, so that no interval and no p is given). Without it, <c>patient</c>.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>
    /// <c>session</c>, or <c>course</c>: then it is first sessions of a course that pass or not, time counts from their t0, and
    /// points go on to the patient's next course. Without it, <c>session</c>.
    /// </summary>
    public string? Scope { get; init; }

    internal CohortUnit CohortUnit => Unit == "session" ? CohortUnit.Session : CohortUnit.Patient;

    internal bool IsOfCourses => Scope == "course";

    internal DoseBand? Dose => DoseFrom is null && DoseTo is null ? null : new(DoseFrom ?? 0, DoseTo ?? decimal.MaxValue);

    /// <summary>The marked lines of the statements that are kept.</summary>
    internal string[] Flags()
    {
        (string Flag, bool Asked)[] filters =
        [
            ("indication", Indication is { Length: > 0 }),
            ("medication", Medication is { Length: > 0 }),
            ("protocol", Protocol is { Length: > 0 }),
            ("route", Route is { Length: > 0 }),
            ("sex", Sex is { Length: > 0 }),
            ("ageFrom", AgeFrom is not null),
            ("ageTo", AgeTo is not null),
            ("from", From is not null),
            ("to", To is not null),
        ];
        return [.. filters.Where(f => f.Asked).Select(f => f.Flag)];
    }

    internal SqlArguments Arguments() => new()
    {
        { "indication", Indication },
        { "medication", Medication },
        { "protocol", Protocol },
        { "route", Route },
        { "sex", Sex },
        { "ageFrom", AgeFrom },
        { "ageTo", AgeTo },
        { "from", From?.Value },
        { "to", To?.Value },
    };

    /// <summary>Passes filters that can be asked for.</summary>
    /// <exception cref="ProblemException">400 with the parameter that cannot.</exception>
    internal void Check()
    {
        (string Name, bool Accepted, string Detail)[] checks =
        [
            ("indication", All(Indication, SessionCodes.Indications.Contains), $"Give one of {string.Join(", ", SessionCodes.Indications)}."),
            ("medication", All(Medication, MedicationCode().IsMatch), SessionCodes.MedicationForm),
            ("protocol", All(Protocol, ProtocolCode().IsMatch), SessionCodes.ProtocolForm),
            ("route", All(Route, SessionCodes.Routes.Contains), $"Give one of {string.Join(", ", SessionCodes.Routes)}."),
            ("doseFrom", DoseFrom is null or >= 0, "Give a dose in mg/kg, 0 or more."),
            ("doseTo", DoseTo is null || DoseTo > (DoseFrom ?? 0), "Give a dose in mg/kg above doseFrom: doseFrom is included, doseTo is not."),
            ("ordinal", All(Ordinal, place => place > 0), "Give a place in the course, from 1."),
            ("ordinal", !IsOfCourses || Ordinal is null or [], "With scope=course a course stands for its first session; leave ordinal out."),
            ("sex", All(Sex, Sexes.Contains), $"Give one of {string.Join(", ", Sexes)}."),
            ("ageFrom", AgeFrom is null or >= 0, "Give an age in years, 0 or more."),
            ("ageTo", AgeTo is null || AgeTo > (AgeFrom ?? 0), "Give an age in years above ageFrom: ageFrom is included, ageTo is not."),
            ("unit", Unit is null or "patient" or "session", "Give patient or session."),
            ("scope", Scope is null or "session" or "course", "Give session or course."),
        ];
        TimeParameter.CheckRange(From, To);
        foreach (var (name, accepted, detail) in checks)
        {
            if (!accepted)
            {
                throw new ProblemException(Problem.BadParameter(name, detail));
            }
        }
    }

    private static bool All<T>(T[]? values, Predicate<T> accepts) => values is null || Array.TrueForAll(values, accepts);

    [GeneratedRegex(SessionCodes.MedicationPattern)]
    private static partial Regex MedicationCode();

    [GeneratedRegex(SessionCodes.ProtocolPattern)]
    private static partial Regex ProtocolCode();
}
