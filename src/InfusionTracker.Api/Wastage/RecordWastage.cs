using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Wastage;

/// <summary>What became of one container that was drawn up (a vial, bag or syringe), to be recorded.</summary>
public sealed record NewWastage
{
    /// <summary>Id of the record; the service makes one where it is left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>mg of drug drawn up, above 0, at most 9 digits before and 9 after the point.</summary>
    public required decimal DrawnMg { get; init; }

    /// <summary>mg of it wasted, 0 or more; with what was returned no more than was drawn.</summary>
    public required decimal WastedMg { get; init; }

    /// <summary>mg of it returned to stock, 0 or more; 0 where it is left out.</summary>
    public decimal? ReturnedMg { get; init; }

    /// <summary>When the rest was wasted or returned, not later than in 5 minutes and not before the patient's birth.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>Who wasted or returned it: an identifier of the clinic's own; the person whom a token signs in where it is left out, and required with a key.</summary>
    [Person]
    public string? Performer { get; init; }

    /// <summary>Who saw it wasted, another person than the performer: required where <c>wastedMg</c> is above 0.</summary>
    [Person]
    public string? Witness { get; init; }

    /// <summary>Lot of the container.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Lot { get; init; }

    /// <summary>What else there is to say.</summary>
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; init; }
}

public static class RecordWastage
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Records what became of one container of a controlled drug that was drawn up for a session. A container that was given
    /// to the last drop is recorded too, with <c>wastedMg</c> 0: the dose then tells what is unaccounted for.
    /// </summary>
    public static async Task<Results<CreatedRecord<WastageRecord>, Problem>> Handle(
        Guid sessionId, NewWastage body, Caller caller, Database database, IClock clock)
    {
        var told = body with { Performer = body.Performer ?? caller.Performer };
        var identity = WriteIdentity.Of(WastageRecord.Table, body.Id, sessionId, body, clock, told);
        var written = await database.Append(
            caller,
            Sql.Statements(),
            identity,
            () => Judge(sessionId, told, identity, clock),
            rows => rows.List<WastageRecord>(),
            (id, version) => GetWastage.Recall(caller, database, id, version));
        return new CreatedRecord<WastageRecord>(written, $"/v1/wastage/{written.Record.Id}");
    }

    private static Decision<WastageRecord> Judge(Guid sessionId, NewWastage told, WriteIdentity identity, IClock clock)
    {
        if (told.Performer is null)
        {
            return Problem.Missing("/performer");
        }

        var container = new DrawnContainer
        {
            DrawnMg = told.DrawnMg,
            WastedMg = told.WastedMg,
            ReturnedMg = told.ReturnedMg ?? 0,
            Performer = told.Performer,
            Witness = told.Witness,
        };
        if (WastageShape.Refuse(container, told.OccurredAt, clock) is { } refusal)
        {
            return refusal;
        }

        return new SqlArguments
        {
            { "id", identity.Ids[0] },
            { "sessionId", sessionId },
            { "drawnMg", container.DrawnMg },
            { "wastedMg", container.WastedMg },
            { "returnedMg", container.ReturnedMg },
            { "occurredAt", told.OccurredAt },
            { "performer", told.Performer },
            { "witness", told.Witness },
            { "lot", told.Lot },
            { "note", told.Note },
            { "requestHash", identity.RequestHashes[0] },
        };
    }
}
