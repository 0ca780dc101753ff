using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Patients;

/// <summary>What the id of a chart finds, and what it refuses, once the chart was merged into another.</summary>
public sealed class MergedChartTests(RunningService service) : IClassFixture<RunningService>
{
    private ApiClient Client => service.Client;

    [Fact]
    public async Task The_id_of_a_merged_chart_finds_the_records_of_the_last_chart_in_every_answer()
    {
        var (first, _, _) = await Charted.Whole(Client, "F-1", 2);
        var (second, _, _) = await Charted.Whole(Client, "F-2", 5);
        var (last, _, _) = await Charted.Whole(Client, "F-3", 8);
        (await Client.Merge(first, second)).Is(200);
        Assert.Equal([second], await Charted.MergedInto(Client, first));
        (await Client.Merge(second, last)).Is(200);
        var told = await Charted.Told(Client, last);
        Assert.Equal(3, (await Client.Get($"/v1/sessions?patient={last}")).Is(200).Items.Count);
        foreach (var merged in (string[])[first, second])
        {
            Assert.Equal(told, await Charted.Told(Client, merged));
            Assert.Equal([last], await Charted.MergedInto(Client, merged));
        }

        Assert.Equal([null], await Charted.MergedInto(Client, last));
        Assert.Equal(second, (string)(await Client.Get($"/v1/patients/{first}?version=2")).Is(200)["mergedInto"]!);
        Assert.False((await Client.Get($"/v1/sessions?patient={first}&patient={last}")).Is(200).Json!.AsObject().ContainsKey("mergedInto"));
        Assert.Equal(3, (await Client.Get($"/v1/sessions?patient={first}&patient={last}")).Is(200).Items.Count);
    }

    [Fact]
    public async Task As_of_a_time_before_the_merge_the_charts_are_as_they_were()
    {
        var (first, firstSession, _) = await Charted.Whole(Client, "A-1", 2);
        var (second, secondSession, _) = await Charted.Whole(Client, "A-2", 5);
        var apart = await service.RecordedNow();
        var before = (await Trajectory(first, apart), await Trajectory(second, apart), await Onset(firstSession, apart), await Onset(secondSession, apart));
        (await Client.Merge(first, second)).Is(200);
        var third = await Given.Patient(Client);
        var merged = await service.RecordedNow();
        var one = (await Trajectory(second, merged), await Onset(firstSession, merged));
        Assert.Equal(2, (await Client.Get($"/v1/patients/{first}/trajectory?instrument=HAMA&asOf={merged}")).Is(200)["infusions"].AsArray().Count);
        (await Client.Merge(second, third)).Is(200);
        Assert.Equal(before, (await Trajectory(first, apart), await Trajectory(second, apart), await Onset(firstSession, apart), await Onset(secondSession, apart)));
        Assert.Equal(one, (await Trajectory(second, merged), await Onset(firstSession, merged)));
        Assert.Equal(second, (string)(await Client.Get($"/v1/patients/{first}/trajectory?instrument=HAMA&asOf={merged}")).Is(200)["mergedInto"]!);
        Assert.Equal(second, (string)(await Client.Get($"/v1/patients/{first}?asOf={merged}")).Is(200)["mergedInto"]!);
        Assert.Null((await Client.Get($"/v1/patients/{first}?asOf={apart}")).Is(200).Json!["mergedInto"]);
    }

    [Fact]
    public async Task What_is_written_to_a_merged_chart_is_refused_with_the_last_chart_and_the_place_that_named_it()
    {
        var (first, second, last, other) = (await Given.Patient(Client), await Given.Patient(Client), await Given.Patient(Client), await Given.Patient(Client));
        var session = await Given.Session(Client, other);
        var score = await Rated.Total(Client, other, "2026-06-15T11:00:00Z", 7);
        (await Client.Merge(first, second)).Is(200);
        (await Client.Merge(second, last)).Is(200);
        var reenter = $$"""{"reason":"mixed up","wrongPatient":true,"reenterUnder":"{{first}}"}""";
        (string Path, string Body, string Pointer)[] writes =
        [
            ("/v1/sessions", $$"""{"patientId":"{{first}}","indication":"other","medication":"ketamine","route":"intravenous"}""", "/patientId"),
            ("/v1/scores", $$"""{"patientId":"{{first}}","instrument":"HAMA","assessedAt":"2026-06-15T11:00:00Z","total":7}""", "/patientId"),
            ($"/v1/sessions/{session}/retraction", reenter, "/reenterUnder"),
            ($"/v1/scores/{score.Id}/retraction", reenter, "/reenterUnder"),
            ($"/v1/patients/{other}/merge", $$"""{"into":"{{first}}","reason":"same"}""", "/into"),
        ];
        foreach (var (path, body, pointer) in writes)
        {
            var refused = (await Client.Post(path, body)).Is(409);
            Assert.Equal((last, pointer), ((string)refused["mergedInto"]!, (string)refused["errors"].AsArray().Single()!["pointer"]!));
        }

        Answer[] changes =
        [
            await Client.Patch($"/v1/patients/{first}", """{"sex":"male"}""", "\"1\""),
            await Client.Retract($"/v1/patients/{first}"),
            await Client.Merge(first, other),
        ];
        foreach (var refused in changes)
        {
            Assert.Equal((last, "patientId"), ((string)refused.Is(409)["mergedInto"]!, (string)refused["errors"].AsArray().Single()!["parameter"]!));
        }
    }

    [Fact]
    public async Task Of_two_merges_at_once_the_second_is_refused_or_follows_the_first()
    {
        for (var round = 0; round < 8; round++)
        {
            var (first, second, third) = (await Given.Patient(Client), await Given.Patient(Client), await Given.Patient(Client));
            await Given.Session(Client, first);
            var back = await Task.WhenAll(Client.Merge(first, second), Client.Merge(second, first));
            Assert.Equal([200, 409], back.Select(answer => answer.Status).Order());
            var stays = back[0].Status == 200 ? second : first;
            Assert.Equal(stays, (string)back.Single(answer => answer.Status == 409)["mergedInto"]!);

            var fourth = await Given.Patient(Client);
            var chained = await Task.WhenAll(Client.Merge(third, stays), Client.Merge(stays, fourth));
            chained[1].Is(200);
            Assert.Equal(fourth, chained[0].Status == 200
                ? (string)(await Client.Get($"/v1/patients/{third}")).Is(200)["mergedInto"]!
                : (string)chained[0].Is(409)["mergedInto"]!);
            Assert.Single((await Client.Get($"/v1/sessions?patient={first}")).Is(200).Items);
        }
    }

    [Fact]
    public async Task The_audit_of_a_merged_chart_is_that_of_every_chart_that_it_is_one_with()
    {
        var (first, session, _) = await Charted.Whole(Client, "L-1", 2);
        var (second, other, _) = await Charted.Whole(Client, "L-2", 5);
        (await Client.Merge(first, second)).Is(200);
        await Seals.AreDone(service);
        foreach (var asked in (string[])[first, second])
        {
            var entries = (await Client.Get($"/v1/audit?patient={asked}&limit=500")).Is(200).Items;
            var records = entries.SelectMany(e => e!["recordIds"]!.AsArray()).Select(id => (string)id!).ToHashSet();
            Assert.Superset(new HashSet<string> { first, second, session, other }, records);
        }
    }

    [Fact]
    public async Task The_charts_of_another_clinic_are_as_none_that_ever_was()
    {
        var (theirs, _, _) = await Charted.Whole(service.OtherClient, "O-1", 2);
        (await service.OtherClient.Merge(theirs, await Given.Patient(service.OtherClient))).Is(200);
        foreach (var (path, text) in await Lists(theirs))
        {
            Assert.Equal((await Lists(Guid.Empty.ToString()))[path], text);
        }

        Assert.Equal(404, (await Client.Get($"/v1/patients/{theirs}/trajectory?instrument=HAMA")).Status);
        var refused = (await Client.Post("/v1/sessions", $$"""{"patientId":"{{theirs}}","indication":"other","medication":"ketamine","route":"intravenous"}""")).Is(404);
        Assert.Equal("/patientId", (string)refused["errors"][0]!["pointer"]!);
        Assert.False(refused.Json!.AsObject().ContainsKey("mergedInto"));

        async Task<Dictionary<string, string>> Lists(string patient)
        {
            var told = new Dictionary<string, string>();
            foreach (var path in (string[])["sessions", "scores", "follow-ups", "exports/sessions.csv", "exports/wastage.csv"])
            {
                told[path] = (await Client.Get($"/v1/{path}?patient={patient}")).Is(200).Text;
            }

            return told;
        }
    }

    private async Task<string> Trajectory(string patient, string asOf) =>
        (await Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA&asOf={asOf}")).Is(200).Text;

    private async Task<string> Onset(string session, string asOf) =>
        (await Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA&scope=course&asOf={asOf}")).Is(200).Text;
}
