using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Wastage;

/// <summary>The members of a record of wastage that change, and why; what is left out stays as it is, and null clears a member that the record can be without.</summary>
public sealed record WastageCorrection : MergePatch
{
    /// <summary>Why the record is corrected.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>mg of drug drawn up, above 0.</summary>
    public decimal? DrawnMg { get; init; }

    /// <summary>mg of it wasted, 0 or more; with what was returned no more than was drawn.</summary>
    public decimal? WastedMg { get; init; }

    /// <summary>mg of it returned to stock, 0 or more; null for 0.</summary>
    [Clearable]
    public decimal? ReturnedMg { get; set; }

    /// <summary>When the rest was wasted or returned, not later than in 5 minutes and not before the patient's birth.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Who wasted or returned it: an identifier of the clinic's own.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>Who saw it wasted, another person than the performer.</summary>
    [Clearable]
    [Person]
    public string? Witness { get; set; }

    /// <summary>Lot of the container.</summary>
    [Clearable]
    [StringLength(100, MinimumLength = 1)]
    public string? Lot { get; set; }

    /// <summary>What else there is to say.</summary>
    [Clearable]
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; set; }
}

public static class CorrectWastage
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>Corrects a record of wastage; what it said before stays readable by its version.</summary>
    public static async Task<Results<CurrentRecord<WastageRecord>, Problem>> Handle(
        Guid wastageId, WastageCorrection body, Caller caller, Database database, IClock clock)
    {
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", wastageId } },
            WriteIdentity.OfChange(WastageRecord.Table, "correction", wastageId, body),
            rows => rows.Single<WastageRecord>(),
            wastage => Judge(wastage, body, caller, clock),
            rows => rows.List<WastageRecord>(),
            (id, version) => GetWastage.Recall(caller, database, id, version),
            () => Preconditions.CheckSent(caller.IfMatch));
        return new CurrentRecord<WastageRecord>(written.Record, written.Replayed);
    }

    private static Decision<WastageRecord> Judge(WastageRecord? wastage, WastageCorrection body, Caller caller, IClock clock)
    {
        if (wastage is null)
        {
            return Problem.NotFound("record of wastage");
        }

        if (Preconditions.Check(caller.IfMatch, wastage.Version) is { } stale)
        {
            return stale;
        }

        if (wastage.IsRetracted)
        {
            return Problem.Conflict("The record of wastage is entered in error, and changes no more.");
        }

        var container = new DrawnContainer
        {
            DrawnMg = body.DrawnMg ?? wastage.DrawnMg,
            WastedMg = body.WastedMg ?? wastage.WastedMg,
            ReturnedMg = body.Over(body.ReturnedMg, wastage.ReturnedMg) ?? 0,
            Performer = body.Performer ?? wastage.Performer,
            Witness = body.Over(body.Witness, wastage.Witness),
        };
        var occurredAt = body.OccurredAt ?? wastage.OccurredAt;
        if (WastageShape.Refuse(container, occurredAt, clock) is { } refusal)
        {
            return refusal;
        }

        return new SqlArguments
        {
            { "id", wastage.Id },
            { "drawnMg", container.DrawnMg },
            { "wastedMg", container.WastedMg },
            { "returnedMg", container.ReturnedMg },
            { "occurredAt", occurredAt },
            { "performer", container.Performer },
            { "witness", container.Witness },
            { "lot", body.Over(body.Lot, wastage.Lot) },
            { "note", body.Over(body.Note, wastage.Note) },
            { "reason", body.Reason },
        };
    }
}
