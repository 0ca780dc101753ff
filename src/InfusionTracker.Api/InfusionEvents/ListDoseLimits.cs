using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.InfusionEvents;

/// <summary>The limits of doses in force in the clinic; all on one page.</summary>
public sealed record DoseLimitsInForce
{
    /// <summary>Version of the clinic's settings (<c>GET /v1/clinic</c>) that the limits are of.</summary>
    public required int LimitsVersion { get; init; }

    /// <summary>Each medication and route that has limits of its own; last what holds for every other.</summary>
    public required IReadOnlyList<MedicationLimits> Items { get; init; }

    /// <summary>Always null: there is no next page.</summary>
    public required string? Next { get; init; }
}

/// <summary>The limits of one medication by one route.</summary>
public sealed record MedicationLimits
{
    /// <summary>Code of the medication; null for every other one.</summary>
    public required string? Medication { get; init; }

    /// <summary>Route of administration; null for every one.</summary>
    public required string? Route { get; init; }

    /// <summary>Of a rate, mg per kg of body weight and hour; null where there is none.</summary>
    public required LimitInForce? RateMgPerKgPerHour { get; init; }

    /// <summary>Of one bolus, mg per kg of body weight; null where there is none.</summary>
    public required LimitInForce? BolusMgPerKg { get; init; }

    /// <summary>Of all that was given in a session, mg per kg of body weight; null where there is none.</summary>
    public required LimitInForce? CumulativeMgPerKg { get; init; }

    /// <summary>Of all that was given in a session, mg; null where there is none.</summary>
    public required LimitInForce? CumulativeMg { get; init; }

    /// <summary>Of the time that the infusion ran, pauses left out, minutes; null where there is none.</summary>
    public required LimitInForce? DurationMinutes { get; init; }

    internal static MedicationLimits Of(string? medication, string? route, DoseLimits inForce, DoseLimits? set)
    {
        return new()
        {
            Medication = medication,
            Route = route,
            RateMgPerKgPerHour = Limit(limits => limits.RateMgPerKgPerHour),
            BolusMgPerKg = Limit(limits => limits.BolusMgPerKg),
            CumulativeMgPerKg = Limit(limits => limits.CumulativeMgPerKg),
            CumulativeMg = Limit(limits => limits.CumulativeMg),
            DurationMinutes = Limit(limits => limits.DurationMinutes),
        };

        LimitInForce? Limit(Func<DoseLimits, DoseLimit?> of) => of(inForce) is not { } limit ? null : new()
        {
            Critical = limit.Critical,
            Plausible = limit.Plausible,
            SetBy = set is not null && of(set) is not null ? "clinic" : "default",
            Standing = set is not null && of(set) is { Critical: not null, Plausible: not null } ? null : "unverified",
        };
    }
}

/// <summary>From where on an amount is critical, and from where on it is refused.</summary>
public sealed record LimitInForce
{
    /// <summary>What is above is kept, flagged and announced; null where nothing is.</summary>
    public required decimal? Critical { get; init; }

    /// <summary>What is above is refused unless it is confirmed; null where nothing is.</summary>
    public required decimal? Plausible { get; init; }

    /// <summary><c>default</c> of the service, or <c>clinic</c> where the clinic has set one of the two.</summary>
    public required string SetBy { get; init; }

    /// <summary>
    /// <c>unverified</c> where a default of the service holds, which is an engineering one, from memory and not clinical: a clinic should
    /// look at it. Null where the clinic has set both.
    /// </summary>
    public required string? Standing { get; init; }
}

/// <summary>What a clinic has set for doses, with the version of its settings.</summary>
public sealed record DoseSettings
{
    public required int Version { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, DoseLimits>>? DoseLimits { get; init; }
}

public static class ListDoseLimits
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Lists the limits of doses by medication and route, and whether the clinic has set them (<c>PATCH /v1/clinic</c>) or the service's
    /// defaults hold, which are unverified. Above <c>critical</c>, or above 1.5 times the planned dose, a dose is kept, flagged and
    /// announced. Above <c>plausible</c> it is refused unless it is <c>confirmed</c>. Without a weight, 70 kg are counted with for what is
    /// critical, and nothing per kg is refused.
    /// </summary>
    public static async Task<Results<Ok<DoseLimitsInForce>, Problem>> Handle(Caller caller, Database database)
    {
        var settings = (await database.Read(caller, Sql.Statements(), [], rows => rows.Single<DoseSettings>()))!;
        var listed = (settings.DoseLimits ?? new Dictionary<string, IReadOnlyDictionary<string, DoseLimits>>())
            .SelectMany(medication => medication.Value.Keys.Select(route => (Medication: medication.Key, Route: route)))
            .Union(DoseLimits.Named)
            .Order();
        return TypedResults.Ok(new DoseLimitsInForce
        {
            LimitsVersion = settings.Version,
            Items =
            [
                .. listed.Select(of => MedicationLimits.Of(
                    of.Medication,
                    of.Route,
                    ClinicDoseLimits.InForce(settings.DoseLimits, of.Medication, of.Route),
                    ClinicDoseLimits.Set(settings.DoseLimits, of.Medication, of.Route))),
                MedicationLimits.Of(null, null, DoseLimits.OfAnythingElse, null),
            ],
            Next = null,
        });
    }
}
