using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Sessions;

/// <summary>Sessions of one patient that overlap name each other wherever sessions are read, and none is refused.</summary>
public sealed class OverlappingSessionTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Rate = "\"rate\":{\"value\":52.5,\"unit\":\"mg/h\"}";

    [Theory]
    [InlineData("09:00", "09:40", "09:30", "10:10", true)]
    [InlineData("09:00", "09:40", "09:39:59.999999", null, true)]
    [InlineData("09:00", "09:40", "09:40", "10:20", false)] // touching
    [InlineData("09:00", null, "09:00", null, true)] // both began at once
    [InlineData("09:00", null, "09:30", "10:10", false)] // one that runs is there at its t0 alone
    [InlineData("09:00", "10:00", "09:10", "09:20", true)]
    public async Task Two_sessions_overlap_where_one_began_before_the_other_had_stopped(string start, string? stop, string otherStart, string? otherStop, bool overlap)
    {
        var patient = await Given.Patient(service.Client);
        var (one, other) = (await Infused(patient, start, stop), await Infused(patient, otherStart, otherStop));
        var stranger = await Infused(await Given.Patient(service.Client), start, stop);
        await Holds(patient, one, overlap ? [other] : []);
        await Holds(patient, other, overlap ? [one] : []);
        Assert.Empty(Overlapping(await service.Client.Get($"/v1/sessions/{stranger}")));
    }

    [Fact]
    public async Task One_that_ended_without_a_stop_is_there_at_its_t0_alone()
    {
        var patient = await Given.Patient(service.Client);
        var ended = await Infused(patient, "09:00", null);
        var current = (await service.Client.Get($"/v1/sessions/{ended}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{ended}", """{"status":"stopped"}""", current.ETag)).Is(200);
        var later = await Infused(patient, "09:10", "09:20");
        await Holds(patient, later, []);
        await Holds(patient, ended, []);
    }

    [Fact]
    public async Task A_session_that_was_planned_or_cancelled_or_retracted_overlaps_none()
    {
        var patient = await Given.Patient(service.Client);
        var one = await Infused(patient, "09:00", "09:40");
        await Given.Session(service.Client, patient, "\"scheduledAt\":\"2026-06-15T09:00:00Z\"");
        var cancelled = (await service.Client.Get($"/v1/sessions/{await Given.Session(service.Client, patient)}")).Is(200);
        (await service.Client.Patch($"/v1/sessions/{cancelled.Id}", """{"status":"cancelled"}""", cancelled.ETag)).Is(200);
        // Of a time before, when a session that had begun could be cancelled.
        await service.Superuser($"""
            alter table session disable trigger user;
            update session set started_at = '2026-06-15T09:00:00Z', ended_at = '2026-06-15T10:00:00Z' where id = '{cancelled.Id}';
            alter table session enable trigger user;
            """);
        await Holds(patient, one, []);
        Assert.Empty(Overlapping(await service.Client.Get($"/v1/sessions/{cancelled.Id}")));

        var retracted = await Infused(patient, "09:10", "09:50");
        await Holds(patient, one, [retracted]);
        (await service.Client.Retract($"/v1/sessions/{retracted}")).Is(200);
        await Holds(patient, one, []);
        Assert.Empty(Overlapping(await service.Client.Get($"/v1/sessions/{retracted}")));
    }

    [Fact]
    public async Task What_overlapped_at_a_recorded_time_is_read_as_it_stood_also_after_charts_were_merged()
    {
        var (patient, duplicate) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var (one, other, elsewhere) = (await Infused(patient, "09:00", null), await Infused(patient, "09:30", "10:10"), await Infused(duplicate, "10:00", "10:40"));
        var running = await Now(elsewhere);
        await Given.Event(service.Client, one, "stop", "2026-06-15T09:40:00Z");
        var apart = await Now(one);
        (await service.Client.Post($"/v1/patients/{duplicate}/merge", $$"""{"into":"{{patient}}","reason":"one person"}""")).Is(200);

        await Holds(patient, one, [other]);
        await Holds(patient, other, [one, elsewhere]);
        await Holds(patient, other, [one], apart);
        await Holds(patient, other, [], running);
        Assert.Empty(Overlapping(await service.Client.Get($"/v1/sessions/{elsewhere}?asOf={apart}")));
    }

    [Fact]
    public async Task Of_a_patient_whose_sessions_all_overlap_each_is_still_read_and_a_trajectory_past_100000_pairs_is_refused()
    {
        var patient = await Given.Patient(service.Client);
        await service.Superuser($"""
            set session_replication_role = replica;
            insert into session (clinic_id, id, patient_id, indication, medication, route, started_at, ended_at, status)
            select '{service.ClinicId}', gen_random_uuid(), '{patient}', 'other', 'ketamine', 'intravenous',
                   timestamptz '2026-06-15 08:00:00+00' + i * interval '1 second', timestamptz '2026-06-15 10:00:00+00', 'completed'
            from generate_series(1, 448) i;
            """);
        var list = (await service.Client.Get($"/v1/sessions?patient={patient}&limit=500")).Is(200);
        Assert.All(list.Items, item => Assert.Equal(447, item!["overlapping"]!.AsArray().Count));
        Assert.Equal(447, Overlapping(await service.Client.Get($"/v1/sessions/{list.Items[0]!["id"]}")).Length);
        Assert.Contains("overlap", (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(422).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_and_the_answer_to_a_write_leave_it_out_so_that_a_repeat_is_answered_as_before()
    {
        var patient = await Given.Patient(service.Client);
        await Infused(patient, "09:00", "09:40");
        var created = await Create();
        await Given.Event(service.Client, created.Id, "start", "2026-06-15T09:30:00Z", Rate);
        var current = (await service.Client.Get($"/v1/sessions/{created.Id}")).Is(200);
        Assert.NotEmpty(Overlapping(current));
        Assert.Equal(created.Text, (await Create()).Text);
        Assert.Null(created.Json!["overlapping"]);
        Assert.Null((await service.Client.Get($"/v1/sessions/{created.Id}?version={current["version"]}")).Is(200).Json!["overlapping"]);
        Assert.Null((await service.Client.Patch($"/v1/sessions/{created.Id}", """{"protocol":"as-agreed"}""", current.ETag)).Is(200).Json!["overlapping"]);

        async Task<Answer> Create() => (await service.Client.Post(
            "/v1/sessions",
            $$"""{"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous"}""",
            ("Idempotency-Key", $"overlap-{patient}"))).Is(201);
    }

    /// <summary>What the session is read to overlap: by itself, in the list, in its onset and in the patient's trajectory.</summary>
    private async Task Holds(string patient, string session, string[] others, string? asOf = null)
    {
        var state = asOf is null ? "" : $"asOf={asOf}";
        Assert.Equal(others, Overlapping(await service.Client.Get($"/v1/sessions/{session}?{state}")));
        Assert.Equal(others, Overlapping(await service.Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA&{state}")));
        var trajectory = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&{state}")).Is(200);
        Assert.Equal(others, Ids(trajectory["infusions"].AsArray().Single(i => (string)i!["sessionId"]! == session)!["overlapping"]));
        if (asOf is null)
        {
            var list = (await service.Client.Get($"/v1/sessions?patient={patient}")).Is(200);
            Assert.Equal(others, Ids(list.Items.Single(item => (string)item!["id"]! == session)!["overlapping"]));
        }
    }

    private static string[] Overlapping(Answer answer) => Ids(answer.Is(200)["overlapping"]);

    private static string[] Ids(JsonNode? ids) => [.. ids!.AsArray().Select(id => (string)id!)];

    private async Task<string> Now(string session) => Uri.EscapeDataString((string)(await service.Client.Get($"/v1/sessions/{session}")).Is(200)["recordedAt"]!);

    private async Task<string> Infused(string patient, string start, string? stop)
    {
        var session = await Given.Session(service.Client, patient);
        await Given.Event(service.Client, session, "start", At(start), Rate);
        if (stop is not null)
        {
            await Given.Event(service.Client, session, "stop", At(stop));
        }

        return session;

        static string At(string time) => $"2026-06-15T{time}{(time.Length == 5 ? ":00" : "")}Z";
    }
}
