using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfusionTracker.Api.InfusionEvents;

public static class RetractInfusionEvent
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Takes out an infusion event that was entered in error. What is left must still make sense: a start under later
    /// events is 409 until those are retracted.
    /// </summary>
    public static async Task<Results<CurrentRecord<ChartedInfusionEvent>, Problem>> Handle(
        Guid infusionEventId, Retraction body, Caller caller, Database database, CriticalValues critical)
    {
        var becameCritical = false;
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", infusionEventId } },
            WriteIdentity.OfChange(ChartedInfusionEvent.Table, "retraction", infusionEventId, body),
            async rows => (Session: await InfusedSession.Read(rows), Charted: await rows.Single<ChartedInfusionEvent>()),
            held => Judge(held.Session, held.Charted, body, out becameCritical),
            rows => rows.List<ChartedInfusionEvent>(),
            (id, version) => GetInfusionEvent.Recall(caller, database, id, version));
        critical.AnnounceDoses(caller, becameCritical ? 1 : 0);
        return new CurrentRecord<ChartedInfusionEvent>(written.Record, written.Replayed);
    }

    private static Decision<ChartedInfusionEvent> Judge(InfusedSession? session, ChartedInfusionEvent? charted, Retraction body, out bool becameCritical)
    {
        becameCritical = false;
        if (session is null || charted is null)
        {
            return Problem.NotFound("infusion event");
        }

        if (charted.IsRetracted)
        {
            return Decision<ChartedInfusionEvent>.Keep(charted);
        }

        var others = session.Events.Where(e => e.Id != charted.Id).Select(e => e.ToEvent());
        if (!session.TryMove(others, charted.Id, out var move, out var unfit))
        {
            return unfit;
        }

        // Without a pause, say, more was given.
        becameCritical = (move.Dose.OfTheInfusion & ~session.CriticalBefore) != CriticalDose.None;
        return session.Write(new SqlArguments { { "id", charted.Id }, { "reason", body.Reason } }, move.Standing);
    }
}
