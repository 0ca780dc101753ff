using System.ComponentModel.DataAnnotations;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Patients;
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

    /// <summary>
    /// Scores of the wrong patient that are of the right one too, and are recorded under that patient in the same transaction. What
    /// stays behind the answer names in <c>scoresLeft</c>.
    /// </summary>
    [NotInFirstForm, MaxLength(200)]
    public IReadOnlyList<Guid>? Scores { get; init; }
}

public static class RetractSession
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Retracts a session with its infusion events, observations, adverse events and wastage. One that was recorded of the
    /// wrong patient is recorded under the right one in the same call, everything at the time when it happened, and the
    /// answer names the new session as <c>reenteredAs</c>. One that is retracted already can still be re-entered, once, with
    /// what its retraction took out: an observation that was re-entered by itself stays where it is. The same request again
    /// changes nothing, one that names more <c>scores</c> moves those, and another patient is 409 with the id of the new session.
    /// </summary>
    public static async Task<Results<CurrentRecord<Session>, Problem>> Handle(
        Guid sessionId, SessionRetraction body, Caller caller, Database database, IClock clock, CriticalValues critical)
    {
        var newId = body.ReenterUnder is null ? (Guid?)null : WriteIdentity.NewId(clock);
        var (criticals, doses) = (0, 0);
        var named = body.Scores?.ToArray() ?? [];
        var written = await database.Change(
            caller,
            Sql,
            new SqlArguments { { "id", sessionId }, { "reenterUnder", body.ReenterUnder }, { "scores", named } },
            WriteIdentity.OfChange(Session.Table, "retraction", sessionId, body),
            async rows => new Held(
                await rows.Single<RightPatient>(),
                await rows.Single<Session>(),
                await rows.List(row => row.GetGuid(0)),
                await rows.List<Part>(),
                await rows.List<NamedScore>()),
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
        (_, null) when body.Scores is { Count: > 0 } => Problem.Invalid(
            "/scores", "Scores come with a session that is recorded under the right patient: name that one in reenterUnder."),
        _ when body.Scores?.Distinct().Count() < body.Scores?.Count => Problem.Invalid("/scores", "Name each score once."),
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

        var repeated = Reentry.Repeated(session, body.ReenterUnder, held.ReenteredUnder, session.ReenteredAs);
        var parts = repeated is null ? held.Parts.Select(part => part.Id).ToArray() : [];
        if (repeated?.Refusal is not null || body.ReenterUnder is not { } right)
        {
            return repeated ?? new SqlArguments { { "id", session.Id }, { "reason", body.Reason }, { "newId", newId }, { "parts", parts } };
        }

        var (scores, refusal) = ToMove(held, session, body.Scores ?? [], right);
        if (refusal is not null)
        {
            return refusal;
        }

        if (repeated is not null && scores.Length == 0)
        {
            return repeated;
        }

        if (right == session.PatientId)
        {
            return Problem.Invalid("/reenterUnder", "The session is of this patient already; name the right one.");
        }

        if (held.Patient is not { } patient)
        {
            return new Problem(404, "not-found", "There is no such patient in this clinic.", new ProblemError("/reenterUnder", null, "Name a patient of this clinic."));
        }

        if (patient.MergedInto is { } mergedInto)
        {
            return PatientShape.Merged(mergedInto, "/reenterUnder");
        }

        if (patient.Status == Recorded.EnteredInError)
        {
            return Problem.Conflict("The patient is entered in error.", "/reenterUnder");
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
                { "newId", repeated is null ? newId : null },
                { "patientId", right },
                { "scores", scores },
                { "newScores", scores.Select(_ => WriteIdentity.NewId(clock)).Order().ToArray() },
                { "parts", parts },
                // Ascending, so that what has one recorded time keeps its order.
                { "newParts", parts.Select(_ => WriteIdentity.NewId(clock)).Order().ToArray() },
            },
            [.. repeated is null ? ["reenter"] : Array.Empty<string>(), .. scores.Length > 0 ? ["scores"] : Array.Empty<string>()]);
    }

    /// <summary>The scores that are yet to be recorded under the right patient, in the order in which they were named; or why one cannot be.</summary>
    private static (Guid[] Scores, Problem? Refusal) ToMove(Held held, Session session, IReadOnlyList<Guid> named, Guid right)
    {
        var found = held.Scores.ToDictionary(score => score.Id);
        var scores = new List<Guid>();
        foreach (var (index, id) in named.Index())
        {
            var pointer = $"/scores/{index}";
            if (!found.TryGetValue(id, out var score))
            {
                var error = new ProblemError(pointer, null, "Name a score of this clinic.");
                return ([], new Problem(404, "not-found", "There is no such score in this clinic.", error));
            }

            if (score.ReenteredAs is not null && !score.ReenteredUnder.Contains(right))
            {
                return ([], Problem.Conflict("The score was re-entered elsewhere before. To move it on, retract the new score.", pointer, score.ReenteredAs));
            }

            if (score.ReenteredAs is null && score.PatientId != session.PatientId)
            {
                return ([], Problem.Invalid(pointer, "Name a score of the session's patient: this one is of another."));
            }

            if (score.ReenteredAs is null && score.AssessedAt < held.Patient?.BornOn)
            {
                return ([], Problem.Invalid(pointer, "The right patient was born after this score was taken."));
            }

            if (score.ReenteredAs is null)
            {
                scores.Add(id);
            }
        }

        return ([.. scores], null);
    }

    /// <summary>What the transaction holds: nothing more is recorded in the session, and no part changes, until it ends.</summary>
    /// <param name="Patient">The patient that the session is re-entered under.</param>
    /// <param name="Session">The session.</param>
    /// <param name="ReenteredUnder">Every patient that the new session was ever of; none if there is no new session.</param>
    /// <param name="Parts">The parts that are retracted or re-entered with the session.</param>
    /// <param name="Scores">The scores that are to come along.</param>
    private sealed record Held(RightPatient? Patient, Session? Session, List<Guid> ReenteredUnder, List<Part> Parts, List<NamedScore> Scores);

    /// <summary>The patient that the session is re-entered under.</summary>
    private sealed record RightPatient
    {
        public required string Status { get; init; }

        public required Guid? MergedInto { get; init; }

        /// <summary>The beginning of the day of birth, in the clinic's time zone.</summary>
        public required Instant? BornOn { get; init; }
    }

    /// <summary>A score that is to come along with the session.</summary>
    private sealed record NamedScore
    {
        public required Guid Id { get; init; }

        public required Guid PatientId { get; init; }

        public required Instant AssessedAt { get; init; }

        /// <summary>The score that it was re-entered as; null where it was not.</summary>
        public required Guid? ReenteredAs { get; init; }

        /// <summary>Every patient that the new score was ever of.</summary>
        public required IReadOnlyList<Guid> ReenteredUnder { get; init; }
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
