using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Protocols;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Tests.FollowUps;

public sealed class ListSessionFollowUpsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_follow_up_says_when_it_is_due_and_until_when()
    {
        var patient = await Given.Patient(service.Client);
        var session = await service.Client.Followed("2026-06-14T22:30:00Z", patient);
        var first = (await service.Client.Get($"/v1/sessions/{session}/follow-ups")).Is(200).Items[0]!;
        Assert.Equal(
            (session, patient, "HAMA", "day-and-week", 1, "P1D"),
            ((string)first["sessionId"]!, (string)first["patientId"]!, (string)first["instrument"]!, (string)first["protocol"]!, (int)first["protocolVersion"]!, (string)first["at"]!));
        Assert.Equal(
            ("2026-06-15T22:30:00Z", "2026-06-15T16:30:00Z", "2026-06-16T04:30:00Z"),
            ((string)first["dueAt"]!, (string)first["earliest"]!, (string)first["latest"]!));
        Assert.Equal("2026-06-16", (string)first["dueDate"]!); // Berlin is two hours ahead
    }

    [Fact]
    public async Task What_is_not_done_is_upcoming_then_due_then_missed()
    {
        Assert.Equal(["upcoming", "upcoming"], await service.Client.StatusesOf(await service.Client.Followed("2026-06-15T11:00:00Z")));
        Assert.Equal(["due", "upcoming"], await service.Client.StatusesOf(await service.Client.Followed("2026-06-14T12:00:00Z")));
        Assert.Equal(["missed", "due"], await service.Client.StatusesOf(await service.Client.Followed("2026-06-08T12:00:00Z")));
    }

    [Fact]
    public async Task The_nearest_complete_score_in_time_meets_a_follow_up()
    {
        var patient = await Given.Patient(service.Client);
        var session = await service.Client.Followed("2026-06-01T09:00:00Z", patient);
        await service.Client.Hama(patient, "2026-06-02T02:59:00Z");
        await service.Client.Hama(patient, "2026-06-02T08:00:00Z");
        var nearest = await service.Client.Hama(patient, "2026-06-02T09:30:00Z");
        await service.Client.Hama(patient, "2026-06-08T09:00:00Z", "\"answers\":[1,2,null,1,2,1,2,1,2,1,2,1,2,1]");
        var items = (await service.Client.Get($"/v1/sessions/{session}/follow-ups")).Items;
        Assert.Equal((nearest, "2026-06-02T09:30:00Z"), ((string)items[0]!["scoreId"]!, (string)items[0]!["assessedAt"]!));
        Assert.Equal(["done", "missed"], await service.Client.StatusesOf(session));
    }

    [Fact]
    public async Task A_retracted_score_leaves_its_follow_up_open()
    {
        var patient = await Given.Patient(service.Client);
        var session = await service.Client.Followed("2026-06-01T09:00:00Z", patient);
        var score = await service.Client.Hama(patient, "2026-06-02T09:00:00Z");
        Assert.Equal("done", (await service.Client.StatusesOf(session))[0]);
        (await service.Client.Retract($"/v1/scores/{score}")).Is(200);
        Assert.Equal("missed", (await service.Client.StatusesOf(session))[0]);
    }

    [Fact]
    public async Task The_next_infusion_ends_what_follows_the_one_before()
    {
        var patient = await Given.Patient(service.Client);
        var first = await service.Client.Followed("2026-06-01T09:00:00Z", patient);
        await service.Client.Followed("2026-06-05T09:00:00Z", patient);
        await service.Client.Hama(patient, "2026-06-08T09:00:00Z");
        Assert.Equal(["missed", "notReached"], await service.Client.StatusesOf(first));
    }

    [Fact]
    public async Task A_session_is_held_to_the_version_in_force_at_its_start()
    {
        var first = (await service.Client.Define("changing", FollowUps.DayAndWeek)).Is(201);
        var second = (await service.Client.Define("changing", """{"name":"Shorter","followUps":[{"instrument":"GAD7","at":"P1D","tolerance":"PT6H"}]}""", ("If-Match", "\"1\""))).Is(200);
        var at = InstantPattern.ExtendedIso.Parse((string)second["recordedAt"]!).Value;
        service.Clock.Reset(at + Duration.FromHours(1));
        try
        {
            foreach (var (startedAt, version) in ((string, int)[])[("2026-06-15T09:00:00Z", 1), ((string)first["recordedAt"]!, 1), ((string)second["recordedAt"]!, 2)])
            {
                var session = await Given.StartedSession(service.Client, startedAt, members: "\"protocol\":\"changing\"");
                var items = (await service.Client.Get($"/v1/sessions/{session}/follow-ups")).Is(200).Items;
                Assert.All(items, f => Assert.Equal(version, (int)f!["protocolVersion"]!));
                Assert.Equal(version == 1 ? 2 : 1, items.Count);
            }
        }
        finally
        {
            service.Clock.Reset(RunningService.Now);
        }
    }

    [Fact]
    public async Task Without_a_start_or_a_defined_protocol_there_is_nothing_to_follow()
    {
        await service.Client.Define("day-and-week", FollowUps.DayAndWeek);
        var planned = await Given.Session(service.Client, members: "\"protocol\":\"day-and-week\"");
        (await service.Client.Get($"/v1/sessions/{planned}/follow-ups")).Is(409);
        var undefined = await Given.StartedSession(service.Client, "2026-06-01T09:00:00Z", members: "\"protocol\":\"not-defined\"");
        Assert.Equal(
            "The session has no protocol that the clinic has defined.",
            (string)(await service.Client.Get($"/v1/sessions/{undefined}/follow-ups")).Is(409)["detail"]!);
        var session = await service.Client.Followed("2026-06-01T09:00:00Z");
        await service.Client.Retract($"/v1/sessions/{session}");
        (await service.Client.Get($"/v1/sessions/{session}/follow-ups")).Is(409);
        (await service.OtherClient.Get($"/v1/sessions/{session}/follow-ups")).Is(404);
    }
}
