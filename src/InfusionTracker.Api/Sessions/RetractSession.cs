using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Sessions;

/// <summary>Takes a session, and all that was recorded in it, out of every answer but its history (entered in error).</summary>
public sealed record SessionRetraction
{
    /// <summary>Why the session is wrong.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>True where it was recorded of the wrong patient; then <c>reenterUnder</c> names the right one.</summary>
    public bool? WrongPatient { get; init; }

    /// <summary>The right patient, under whom the session and all that was recorded in it are recorded in the same transaction.</summary>
    public Guid? ReenterUnder { get; init; }
}

public static class RetractSession
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Retracts a session with its infusion events, observations, adverse events and wastage. One that was recorded of the
    /// wrong patient is recorded under the right one in the same call, everything at the time when it happened, and the
    /// answer names the new session as <c>reenteredAs</c>. One that is retracted already can still be re-entered, once, with
    /// what its retraction took out: an observation that was re-entered by itself stays where it is. The same request again
    /// changes nothing, and another patient is 409 with the id of the new session.
    /// </summary>
    public static async Task<Results<CurrentRecord<Session>, Problem>> Handle(
        Guid sessionId, SessionRetraction body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var newId = body.ReenterUnder is null ? (Guid?)null : WriteIdentity.NewId(clock);
        var (criticals, doses) = (0, 0);
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", sessionId }, { "reenterUnder", body.ReenterUnder } },
            WriteIdentity.OfChange(Session.Table, "retraction", sessionId, body),
            async rows => new Held(
                await rows.Single<RightPatient>(), await rows.Single<Session>(), await rows.List(row => row.GetGuid(0)), await rows.List<Part>()),
            held =>
            {
                criticals = Math.Max(criticals, held.Parts.Count(part => part.IsCritical));
                doses = Math.Max(doses, held.Parts.Count(part => part.HasCriticalDose) + (held.Session?.Critical.Count > 0 ? 1 : 0));
                return Judge(held, body, newId, clock);
            },
            rows => rows.List<Session>(),
            (id, version) => GetSession.Recall(caller, database, id, version),
            () => Refuse(body));
        if (newId is not null && written.Record.ReenteredAs == newId)
        {
            // What was critical of the wrong patient is now of another, and nobody has looked at that one yet.
            critical.Announce(caller, criticals);
            critical.AnnounceDoses(caller, doses);
        }

        return new CurrentRecord<Session>(written.Record, written.Replayed);
    }

    private static Problem? Refuse(SessionRetraction body) => (body.WrongPatient ?? false, body.ReenterUnder) switch
    {
        (true, null) => Problem.Invalid("/reenterUnder", "Name the right patient, under whom the session is recorded again."),
        (false, not null) => Problem.Invalid("/wrongPatient", "A session is recorded under another patient only where this one was wrong: send true."),
        _ => null,
    };

    private static Decision<Session> Judge(Held held, SessionRetraction body, Guid? newId, IClock clock)
    {
        if (held.Session is not { } session)
        {
            return Problem.NotFound("session");
        }

        if (Reentry.Repeated(session, body.ReenterUnder, held.ReenteredUnder, session.ReenteredAs) is { } repeated)
        {
            return repeated;
        }

        var parts = held.Parts.Select(part => part.Id).ToArray();
        if (body.ReenterUnder is not { } right)
        {
            return new SqlArguments { { "id", session.Id }, { "reason", body.Reason }, { "newId", newId }, { "parts", parts } };
        }

        if (right == session.PatientId)
        {
            return Problem.Invalid("/reenterUnder", "The session is of this patient already; name the right one.");
        }

        if (held.Patient is not { } patient)
        {
            return new Problem(404, "not-found", "There is no such patient in this clinic.", new ProblemError("/reenterUnder", null, "Name a patient of this clinic."));
        }

        if (patient.Status == Recorded.EnteredInError || patient.MergedInto is not null)
        {
            return Problem.Conflict("The patient is entered in error or merged into another chart.", "/reenterUnder");
        }

        if (session.ScheduledAt < patient.BornOn || held.Parts.Exists(part => part.HappenedAt < patient.BornOn))
        {
            return Problem.Invalid("/reenterUnder", "This patient was born after the session was scheduled for, or after something that happened in it.");
        }

        return Decision<Session>.Run(
            new SqlArguments
            {
                { "id", session.Id },
                { "reason", body.Reason },
                { "newId", newId },
                { "patientId", right },
                { "parts", parts },
                // Ascending, so that what has one recorded time keeps its order.
                { "newParts", parts.Select(_ => WriteIdentity.NewId(clock)).Order().ToArray() },
            },
            "reenter");
    }

    /// <summary>What the transaction holds: nothing more is recorded in the session, and no part changes, until it ends.</summary>
    /// <param name="Patient">The patient that the session is re-entered under.</param>
    /// <param name="Session">The session.</param>
    /// <param name="ReenteredUnder">Every patient that the new session was ever of; none if there is no new session.</param>
    /// <param name="Parts">The parts that are retracted or re-entered with the session.</param>
    private sealed record Held(RightPatient? Patient, Session? Session, List<Guid> ReenteredUnder, List<Part> Parts);

    /// <summary>The patient that the session is re-entered under.</summary>
    private sealed record RightPatient
    {
        public required string Status { get; init; }

        public required Guid? MergedInto { get; init; }

        /// <summary>The beginning of the day of birth, in the clinic's time zone.</summary>
        public required Instant? BornOn { get; init; }
    }

    /// <summary>
    /// An infusion event, observation, adverse event or record of wastage of the session that is live; if the session is
    /// retracted, one that was retracted with it and not re-entered.
    /// </summary>
    private sealed record Part
    {
        public required Guid Id { get; init; }

        public required Instant HappenedAt { get; init; }

        /// <summary>True of an observation whose value, or a component's, is critical.</summary>
        public required bool IsCritical { get; init; }

        /// <summary>True of an infusion event of which something is critical.</summary>
        public required bool HasCriticalDose { get; init; }
    }
}
