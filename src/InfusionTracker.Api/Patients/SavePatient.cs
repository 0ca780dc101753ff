using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Patients;

public static class SavePatient
{
    /// <summary>Most identifiers of one address.</summary>
    private const int MaxIdentifiers = 20;

    /// <summary>So often it is begun anew where another request came between: each time that one is done.</summary>
    private const int MaxAttempts = 8;

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Records the patient with these identifiers, or changes the one that has them as PATCH does: what is left out stays as it is. It
    /// may be sent as often as one likes, and by several at once. The identifiers of the address are the patient's in any case, and need
    /// not be in the body; in the chart that another was merged into they find that one. Where nothing changes, nothing is written.
    /// </summary>
    /// <param name="identifier"><c>system|value</c>, several times if need be: all of them are of one patient, or of none yet.</param>
    /// <param name="body">What is known of the patient.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    /// <param name="clock">What the time is.</param>
    public static async Task<Results<CreatedRecord<Patient>, CurrentRecord<Patient>, Problem>> Handle(
        [FromQuery, Required] string[] identifier, PatientChange body, Caller caller, Database database, IClock clock)
    {
        if (identifier.Length is 0 or > MaxIdentifiers)
        {
            return Problem.BadParameter("identifier", $"Give 1 to {MaxIdentifiers} identifiers, each as system|value.");
        }

        if (caller.IfNoneMatch is not (null or "*"))
        {
            return Problem.BadParameter("If-None-Match", "Send * to record a new patient and change none.");
        }

        List<Identifier> named = [.. identifier.Select(text => Identifier.Parse("identifier", text)).Distinct()];
        if (PatientShape.Refuse(body.BirthDate, body.Identifiers, body.Name, clock) is { } refusal)
        {
            return refusal;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Save(named, body, caller, database, clock);
            }
            catch (Exception e) when (e is OvertakenException || (e is PostgresException refused && PatientShape.IsTaken(refused)))
            {
                // Whoever took the identifier, or merged the chart, is done: what stands now is looked at.
                if (attempt == MaxAttempts)
                {
                    return Problem.Conflict("Other requests are changing the same patient. Try again.");
                }
            }
        }
    }

    private static async Task<Results<CreatedRecord<Patient>, CurrentRecord<Patient>, Problem>> Save(
        List<Identifier> named, PatientChange body, Caller caller, Database database, IClock clock)
    {
        var asked = new Asked(named, [.. named.Union(body.Identifiers ?? [])], body);
        var id = WriteIdentity.NewId(clock);
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments
            {
                { "named", named.Count },
                { "systems", asked.All.Select(i => i.System).ToArray() },
                { "values", asked.All.Select(i => i.Value).ToArray() },
                { "birthDate", body.BirthDate },
            },
            WriteIdentity.OfDefinition(Patient.Table, id, body),
            async rows => new Found(await rows.List<Patient>(), await rows.List<IdentifierOwner>(), await rows.Scalar<bool>()),
            held => Judge(asked, held, id, caller),
            rows => rows.List<Patient>(),
            (written, version) => GetPatient.Recall(caller, database, written, version));
        return written.Record.Id == id
            ? new CreatedRecord<Patient>(written, $"/v1/patients/{id}")
            : new CurrentRecord<Patient>(written.Record);
    }

    private static Decision<Patient> Judge(Asked asked, Found found, Guid newId, Caller caller)
    {
        if (found.Patients.Exists(p => p.IsRetracted || p.MergedInto is not null)
            || found.Owners.Exists(o => o.Position <= asked.Named.Count && !found.Patients.Exists(p => p.Id == o.PatientId)))
        {
            throw new OvertakenException();
        }

        if (found.Patients is [var first, _, ..])
        {
            const string Detail = "The identifiers are of several patients: existingId names one of them. Merge their charts if they are of one person.";
            return new Problem(409, "conflict", Detail, new ProblemError(null, "identifier", Detail)) { ExistingId = first.Id };
        }

        var patient = found.Patients.SingleOrDefault();
        if (found.Owners.Find(o => o.PatientId != patient?.Id) is { } other)
        {
            var index = asked.Body.Identifiers!.ToList().IndexOf(asked.All[(int)other.Position - 1]);
            return PatientShape.Taken($"/identifiers/{index}", other.PatientId);
        }

        if (patient is null)
        {
            return caller.IfMatch is null
                ? Decision<Patient>.Run(PatientShape.Values(asked.Body, newId, asked.All, of: null), "new")
                : new Problem(412, "stale", "There is no patient with these identifiers. Leave If-Match out to record one.");
        }

        if (caller.IfNoneMatch is not null)
        {
            return new Problem(412, "stale", "A patient with these identifiers is recorded already. Leave If-None-Match out to change it.") { ExistingId = patient.Id };
        }

        if (caller.IfMatch is not null && Preconditions.Check(caller.IfMatch, patient.Version) is { } stale)
        {
            return stale;
        }

        if (PatientShape.RefuseBirthDate(asked.Body.BirthDate, patient, found.HasOlder) is { } refusal)
        {
            return refusal;
        }

        List<Identifier> identifiers = [.. (asked.Body.Over(asked.Body.Identifiers, patient.Identifiers) ?? []).Union(asked.Named)];
        return PatientShape.IsSame(asked.Body, patient, identifiers)
            ? Decision<Patient>.Keep(patient)
            : Decision<Patient>.Run(PatientShape.Values(asked.Body, patient.Id, identifiers, patient), "known");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="Named">The identifiers of the address.</param>
    /// <param name="All">Those, then the others of the body.</param>
    /// <param name="Body">The body.</param>
    private sealed record Asked(List<Identifier> Named, List<Identifier> All, PatientChange Body);

    /// <summary>What there is.</summary>
    /// <param name="Patients">The patients that the address names, locked.</param>
    /// <param name="Owners">Who has which of all the identifiers.</param>
    /// <param name="HasOlder">Whether something is recorded of them from before the date of birth.</param>
    private sealed record Found(List<Patient> Patients, List<IdentifierOwner> Owners, bool HasOlder);

    /// <summary>Another request changed the chart while this one waited for it.</summary>
    private sealed class OvertakenException : Exception;
}
