using InfusionTracker.Api.Tests.Patients;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Sessions;

/// <summary>What becomes of a patient's scores where a session of that patient turns out to be of another.</summary>
public sealed class ScoresOfSessionTests(RunningService service) : IClassFixture<RunningService>
{
    private ApiClient Client => service.Client;

    [Fact]
    public async Task The_scores_between_the_infusions_around_a_session_are_named_as_left_behind()
    {
        var patient = await Given.Patient(Client);
        await Given.StartedSession(Client, "2026-05-01T09:00:00Z", patient);
        var session = await Given.StartedSession(Client, "2026-05-08T09:00:00Z", patient);
        await Given.StartedSession(Client, "2026-05-15T09:00:00Z", patient);
        string[] times = ["2026-05-01T08:00:00Z", "2026-05-01T09:00:00Z", "2026-05-01T09:00:01Z", "2026-05-08T11:00:00Z", "2026-05-15T09:00:00Z", "2026-05-15T09:00:01Z"];
        var scores = new List<string>();
        foreach (var time in times)
        {
            scores.Add((await Rated.Total(Client, patient, time, 20)).Id);
        }

        var retracted = (await Client.Post($"/v1/scores/{(await Rated.Total(Client, patient, "2026-05-08T12:00:00Z", 20)).Id}/retraction", """{"reason":"x"}""")).Is(200);
        await Rated.Total(Client, await Given.Patient(Client), "2026-05-08T12:00:00Z", 20);
        var moved = await Retract(session, await Given.Patient(Client));
        Assert.Equal(scores[2..5], Left(moved.Is(200)));
        Assert.DoesNotContain(retracted.Id, Left(moved));
        Assert.Equal(scores[2..5], Left(await Client.Get($"/v1/sessions/{session}")));
        Assert.False((await Client.Get($"/v1/sessions/{moved["reenteredAs"]}")).Is(200).Json!.AsObject().ContainsKey("scoresLeft"));
    }

    [Fact]
    public async Task A_session_without_any_time_leaves_all_scores_and_one_that_goes_nowhere_names_none()
    {
        var patient = await Given.Patient(Client);
        var (session, other) = (await Given.Session(Client, patient), await Given.Session(Client, patient));
        await Given.StartedSession(Client, "2026-05-01T09:00:00Z", patient);
        string[] scores = [(await Rated.Total(Client, patient, "2026-04-01T09:00:00Z", 20)).Id, (await Rated.Total(Client, patient, "2026-05-08T09:00:00Z", 20)).Id];
        Assert.Equal(scores, Left((await Retract(session, await Given.Patient(Client))).Is(200)));
        Assert.False((await Client.Retract($"/v1/sessions/{other}")).Is(200).Json!.AsObject().ContainsKey("scoresLeft"));
    }

    [Fact]
    public async Task Scores_that_are_named_come_to_the_right_patient_with_the_session()
    {
        var (wrong, session, scores) = await Charted.Whole(Client, "M-1", 2);
        var right = await Given.Patient(Client);
        var moved = (await Retract(session, right, scores[1])).Is(200);
        Assert.Equal([scores[0]], Left(moved));
        var left = (await Client.Get($"/v1/scores/{scores[1]}")).Is(200);
        Assert.Equal(("entered-in-error", "chart mixed up", wrong), ((string)left["status"]!, (string)left["reason"]!, (string)left["patientId"]!));
        var copy = (await Client.Get($"/v1/scores?patient={right}")).Is(200).Items.Single()!;
        Assert.Equal(((string)left["reenteredAs"]!, 12, "2026-06-02T11:00:00Z"), ((string)copy["id"]!, (int)copy["total"]!, (string)copy["assessedAt"]!));
        Assert.Equal([scores[0]], (await Client.Get($"/v1/scores?patient={wrong}")).Is(200).Items.Select(s => (string)s!["id"]!));
        var onset = (await Client.Get($"/v1/sessions/{moved["reenteredAs"]}/onset?instrument=HAMA")).Is(200);
        Assert.Equal((string)copy["id"]!, (string)onset["points"].AsArray().Single()!["scoreId"]!);
    }

    [Fact]
    public async Task A_later_call_that_names_more_scores_moves_those_and_the_same_again_changes_nothing()
    {
        var (wrong, session, scores) = await Charted.Whole(Client, "N-1", 2);
        var right = await Given.Patient(Client);
        (await Client.Retract($"/v1/sessions/{session}")).Is(200);
        var first = (await Retract(session, right)).Is(200);
        var second = (await Retract(session, right, scores[0])).Is(200);
        Assert.Equal(((string)first["reenteredAs"]!, 5), ((string)second["reenteredAs"]!, (int)second["version"]));
        Assert.Equal([scores[1]], Left(second));
        Assert.Equal(scores, Left(first));
        var third = (await Retract(session, right, scores)).Is(200);
        Assert.Empty(Left(third));
        foreach (var same in (string[][])[scores, [scores[1]], []])
        {
            Assert.Equal(third.Text, (await Retract(session, right, same)).Is(200).Text);
        }

        Assert.Equal(2, (await Client.Get($"/v1/scores?patient={right}")).Is(200).Items.Count);
        Assert.Empty((await Client.Get($"/v1/scores?patient={wrong}")).Is(200).Items);
        Assert.Single((await Client.Get($"/v1/sessions?patient={right}")).Is(200).Items);
        foreach (var list in (string[])["infusion-events", "observations", "adverse-events", "wastage"])
        {
            Assert.Single((await Client.Get($"/v1/sessions/{first["reenteredAs"]}/{list}")).Is(200).Items);
        }

        // The right chart was merged since: the same again stands, and what is new goes to the one that holds its records.
        var (other, survivor) = (await Rated.Total(Client, wrong, "2026-06-03T09:00:00Z", 9), await Given.Patient(Client));
        (await Client.Merge(right, survivor)).Is(200);
        Assert.Equal(third.Text, (await Retract(session, right, scores)).Is(200).Text);
        Assert.Equal(survivor, (string)(await Retract(session, right, other.Id)).Is(409)["mergedInto"]!);
        (await Retract(session, survivor, other.Id)).Is(200);
        Assert.Equal(3, (await Client.Get($"/v1/scores?patient={right}")).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_keyed_call_is_answered_again_as_it_was()
    {
        var (_, session, scores) = await Charted.Whole(Client, "K-1", 2);
        var right = await Given.Patient(Client);
        (await Retract(session, right)).Is(200);
        var body = Body(right, scores[0]);
        var first = (await Client.Post($"/v1/sessions/{session}/retraction", body, ("Idempotency-Key", "scores-1"))).Is(200);
        (await Retract(session, right, scores[1])).Is(200);
        Assert.Equal(first.Text, (await Client.Post($"/v1/sessions/{session}/retraction", body, ("Idempotency-Key", "scores-1"))).Is(200).Text);
        (await Client.Post($"/v1/sessions/{session}/retraction", Body(right, scores), ("Idempotency-Key", "scores-1"))).Is(422);
    }

    [Fact]
    public async Task A_score_that_cannot_come_along_is_named_and_nothing_moves()
    {
        var (wrong, session, scores) = await Charted.Whole(Client, "X-1", 2);
        var (right, third) = (await Given.Patient(Client), await Given.Patient(Client));
        var ofAnother = await Rated.Total(Client, third, "2026-06-02T11:00:00Z", 9);
        var theirs = await Rated.Total(service.OtherClient, await Given.Patient(service.OtherClient), "2026-06-02T11:00:00Z", 9);
        var elsewhere = await Rated.Total(Client, wrong, "2026-06-02T12:00:00Z", 9);
        var gone = (await Client.Post($"/v1/scores/{elsewhere.Id}/retraction", $$"""{"reason":"x","wrongPatient":true,"reenterUnder":"{{third}}"}""")).Is(200);
        foreach (var (score, status) in ((string, int)[])[(ofAnother.Id, 422), (theirs.Id, 404), (Guid.Empty.ToString(), 404), (elsewhere.Id, 409)])
        {
            var refused = (await Retract(session, right, scores[0], score)).Is(status);
            Assert.Equal("/scores/1", (string)refused["errors"].AsArray().Single()!["pointer"]!);
            Assert.Equal(status == 409 ? (string)gone["reenteredAs"]! : null, (string?)refused.Json!["reenteredAs"]);
        }

        var early = await Rated.Total(Client, wrong, "2026-05-30T09:00:00Z", 9);
        var young = (await Client.Post("/v1/patients", """{"birthDate":"2026-06-01"}""")).Is(201).Id;
        Assert.Equal("/scores/1", (string)(await Retract(session, young, scores[0], early.Id)).Is(422)["errors"][0]!["pointer"]!);
        Assert.Equal("/scores", (string)(await Retract(session, right, scores[0], scores[0])).Is(422)["errors"][0]!["pointer"]!);
        Assert.Equal("/scores", (string)(await Client.Post($"/v1/sessions/{session}/retraction", $$"""{"reason":"x","scores":["{{scores[0]}}"]}""")).Is(422)["errors"][0]!["pointer"]!);
        Assert.NotEqual("entered-in-error", (string)(await Client.Get($"/v1/sessions/{session}")).Is(200)["status"]!);
        Assert.Equal(3, (await Client.Get($"/v1/scores?patient={wrong}")).Is(200).Items.Count);
    }

    private Task<Answer> Retract(string session, string right, params string[] scores) =>
        Client.Post($"/v1/sessions/{session}/retraction", Body(right, scores));

    private static string Body(string right, params string[] scores) => $$"""
        {"reason":"chart mixed up","wrongPatient":true,"reenterUnder":"{{right}}"{{(scores.Length == 0 ? "" : $",\"scores\":[\"{string.Join("\",\"", scores)}\"]")}}}
        """;

    private static IEnumerable<string> Left(Answer answer) => answer["scoresLeft"].AsArray().Select(id => (string)id!);
}
