using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;
using Npgsql;

namespace InfusionTracker.Api.Tests.Patients;

/// <summary>A merge of two people's charts is undone.</summary>
public sealed class UnmergePatientTests(RunningService service) : IClassFixture<RunningService>
{
    private ApiClient Client => service.Client;

    [Fact]
    public async Task Every_answer_about_both_charts_is_again_what_it_was_before_the_merge()
    {
        var (chart, session, scores) = await Charted.Whole(Client, "U-1", 2);
        var (other, otherSession, _) = await Charted.Whole(Client, "U-2", 5);
        (await Client.Retract($"/v1/scores/{scores[0]}", "wrong form")).Is(200);
        var (mine, theirs) = (await Charted.Content(Client, chart), await Charted.Content(Client, other));
        var figures = await Figures();
        (await Client.Merge(chart, other)).Is(200);
        Assert.NotEqual(theirs, await Charted.Content(Client, other));
        Assert.NotEqual(figures, await Figures());
        var merged = await service.RecordedNow();
        var (course, onset) = (await Course(merged), await Onset(merged));

        var restored = (await Client.Unmerge(chart)).Is(200);
        Assert.Null(restored.Json!["mergedInto"]);
        Assert.Equal(("corrected", "two people of one name"), ((string)restored["status"]!, (string)restored["reason"]!));
        Assert.Equal(mine, await Charted.Content(Client, chart));
        Assert.Equal(theirs, await Charted.Content(Client, other));
        Assert.Equal(figures, await Figures());
        Assert.Equal([null], await Charted.MergedInto(Client, chart));
        Assert.Equal("wrong form", (string)(await Client.Get($"/v1/scores/{scores[0]}")).Is(200)["reason"]!);
        foreach (var (id, mrn) in ((string, string)[])[(chart, "U-1"), (other, "U-2")])
        {
            Assert.Equal(mrn, (string)(await Client.Get($"/v1/patients/{id}")).Is(200)["identifiers"].AsArray().Single()!["value"]!);
            Assert.Equal(id, (string)(await Client.Get($"/v1/patients?identifier=urn%3Aexample%3Amrn%7C{mrn}")).Is(200).Items.Single()!["id"]!);
        }

        // What was known while they were one is told as it was known then.
        Assert.Equal((course, onset), (await Course(merged), await Onset(merged)));

        async Task<string> Figures()
        {
            var told = "";
            foreach (var path in (string[])[
                "/v1/cohorts/onset?instrument=HAMA&protocol=charted", "/v1/cohorts/time-to-event?instrument=HAMA&event=response&protocol=charted",
                $"/v1/sessions/{session}/onset?instrument=HAMA&scope=course", $"/v1/sessions/{otherSession}/onset?instrument=HAMA&scope=course",
                $"/v1/sessions/{session}/follow-ups", $"/v1/sessions/{otherSession}/follow-ups"])
            {
                told += (await Client.Get(path)).Is(200).Text;
            }

            return System.Text.RegularExpressions.Regex.Replace(told, "\"version\":\\d+,", "");
        }

        async Task<string> Course(string asOf) => (await Client.Get($"/v1/patients/{other}/trajectory?instrument=HAMA&asOf={asOf}")).Is(200).Text;

        async Task<string> Onset(string asOf) => (await Client.Get($"/v1/sessions/{session}/onset?instrument=HAMA&scope=course&asOf={asOf}")).Is(200).Text;
    }

    [Theory]
    [InlineData("0 1")]
    [InlineData("1 0")]
    [InlineData("1 +1 0 1")]
    [InlineData("1 0 +0 +1 1 0")]
    public async Task Of_a_chain_of_merges_each_is_undone_with_what_came_by_it_in_any_order(string steps)
    {
        var charts = new List<string>();
        var records = new List<string>();
        foreach (var place in Enumerable.Range(0, 3))
        {
            var (chart, _, _) = await Charted.Whole(Client, $"{place} of {steps}", 1 + place);
            charts.Add(chart);
            records.Add(await Charted.Content(Client, chart));
        }

        foreach (var step in $"+0 +1 {steps}".Split(' '))
        {
            var chart = int.Parse(step.TrimStart('+'), System.Globalization.CultureInfo.InvariantCulture);
            (step[0] == '+' ? await Client.Merge(charts[chart], charts[chart + 1]) : await Client.Unmerge(charts[chart])).Is(200);
        }

        foreach (var (place, chart) in charts.Index())
        {
            Assert.Equal(records[place], await Charted.Content(Client, chart));
        }
    }

    [Fact]
    public async Task What_was_recorded_since_the_merge_stays_and_what_came_with_it_comes_back_as_it_stands()
    {
        var (chart, session, scores) = await Charted.Whole(Client, "S-1", 2);
        var (other, _, _) = await Charted.Whole(Client, "S-2", 5);
        (await Client.Merge(chart, other)).Is(200);
        var since = await Rated.Total(Client, other, "2026-06-09T09:00:00Z", 9);
        var corrected = (await Client.Correct($"/v1/scores/{scores[0]}", """{"reason":"misread","total":30}""", "\"2\"")).Is(200);
        (await Client.Retract($"/v1/scores/{scores[1]}", "not hers")).Is(200);
        await Given.HeartRate(Client, session);
        (await Client.Unmerge(chart)).Is(200);

        var mine = (await Client.Get($"/v1/scores?patient={chart}")).Is(200).Items;
        Assert.Equal((corrected.Id, 30), ((string)mine.Single()!["id"]!, (int)mine.Single()!["total"]!));
        var retracted = (await Client.Get($"/v1/scores/{scores[1]}")).Is(200);
        Assert.Equal((chart, "not hers"), ((string)retracted["patientId"]!, (string)retracted["reason"]!));
        Assert.Contains(since.Id, (await Client.Get($"/v1/scores?patient={other}")).Is(200).Items.Select(s => (string)s!["id"]!));
        Assert.Equal(2, (await Client.Get($"/v1/sessions/{session}/observations")).Is(200).Items.Count);
        Assert.Equal(chart, (string)(await Client.Get($"/v1/sessions/{session}")).Is(200)["patientId"]!);
    }

    [Fact]
    public async Task What_was_re_entered_under_a_third_patient_since_the_merge_stays_there()
    {
        var (chart, session, scores) = await Charted.Whole(Client, "R-1", 2);
        var (other, third) = (await Given.Patient(Client), await Given.Patient(Client));
        (await Client.Merge(chart, other)).Is(200);
        var moved = (await Client.Post($"/v1/sessions/{session}/retraction", $$"""{"reason":"x","wrongPatient":true,"reenterUnder":"{{third}}"}""")).Is(200);
        (await Client.Unmerge(chart)).Is(200);
        Assert.Empty((await Client.Get($"/v1/sessions?patient={chart}")).Is(200).Items);
        Assert.Equal(scores.Order(), (await Client.Get($"/v1/scores?patient={chart}")).Is(200).Items.Select(s => (string)s!["id"]!).Order());
        Assert.Equal((string)moved["reenteredAs"]!, (string)(await Client.Get($"/v1/sessions?patient={third}")).Is(200).Items.Single()!["id"]!);
        Assert.Equal(chart, (string)(await Client.Get($"/v1/sessions/{session}")).Is(200)["patientId"]!);
    }

    [Fact]
    public async Task A_chart_comes_back_also_where_the_other_one_was_merged_on_and_in_any_order()
    {
        var (first, _, _) = await Charted.Whole(Client, "C-1", 2);
        var (second, _, _) = await Charted.Whole(Client, "C-2", 5);
        var (last, _, _) = await Charted.Whole(Client, "C-3", 8);
        var alone = (await Charted.Content(Client, first), await Charted.Content(Client, second), await Charted.Content(Client, last));
        (await Client.Merge(first, second)).Is(200);
        (await Client.Merge(second, last)).Is(200);
        (await Client.Unmerge(first)).Is(200);
        Assert.Equal(alone.Item1, await Charted.Content(Client, first));
        Assert.Equal(last, (string)(await Client.Get($"/v1/patients/{second}")).Is(200)["mergedInto"]!);

        // Once more, straight into the last: what is undone then is that of the second alone.
        (await Client.Merge(first, last)).Is(200);
        (await Client.Unmerge(second)).Is(200);
        Assert.Equal(alone.Item2, await Charted.Content(Client, second));
        Assert.Equal("C-2", (string)(await Client.Get($"/v1/patients/{second}")).Is(200)["identifiers"].AsArray().Single()!["value"]!);
        Assert.Equal(2, (await Client.Get($"/v1/sessions?patient={last}")).Is(200).Items.Count);
        (await Client.Unmerge(first)).Is(200);
        Assert.Equal(alone, (await Charted.Content(Client, first), await Charted.Content(Client, second), await Charted.Content(Client, last)));
    }

    [Fact]
    public async Task Records_that_were_given_back_are_of_their_own_chart_when_the_charts_are_merged_the_other_way()
    {
        var (one, _, _) = await Charted.Whole(Client, "W-1", 2);
        var (two, _, _) = await Charted.Whole(Client, "W-2", 5);
        var alone = (await Charted.Content(Client, one), await Charted.Content(Client, two));
        (await Client.Merge(one, two)).Is(200);
        (await Client.Unmerge(one)).Is(200);
        (await Client.Merge(two, one)).Is(200);
        (await Client.Unmerge(two)).Is(200);
        Assert.Equal(alone, (await Charted.Content(Client, one), await Charted.Content(Client, two)));
    }

    [Fact]
    public async Task An_identifier_that_another_chart_has_by_now_is_named_as_the_reason_and_nothing_comes_back()
    {
        var (chart, _, _) = await Charted.Whole(Client, "T-1", 2);
        var other = await Given.Patient(Client);
        (await Client.Merge(chart, other)).Is(200);
        (await Client.Patch($"/v1/patients/{other}", """{"identifiers":[]}""", (await Client.Get($"/v1/patients/{other}")).ETag)).Is(200);
        var taker = (await Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"T-1"}]}""")).Is(201);
        Assert.Contains("identifier", (string)(await Client.Unmerge(chart)).Is(409)["detail"]!, StringComparison.Ordinal);
        Assert.Single((await Client.Get($"/v1/sessions?patient={other}")).Is(200).Items);
        (await Client.Patch($"/v1/patients/{taker.Id}", """{"identifiers":[]}""", taker.ETag)).Is(200);
        (await Client.Unmerge(chart)).Is(200);
        Assert.Empty((await Client.Get($"/v1/sessions?patient={other}")).Is(200).Items);
    }

    [Fact]
    public async Task Nothing_comes_back_to_a_time_before_the_birth_date_of_the_chart()
    {
        var young = (await Client.Post("/v1/patients", """{"birthDate":"2026-06-01"}""")).Is(201).Id;
        var score = await Rated.Total(Client, young, "2026-06-02T09:00:00Z", 9);
        var old = await Given.Patient(Client);
        (await Client.Merge(young, old, ",\"confirmed\":{\"by\":\"rn-17\",\"reason\":\"a typing error\"}")).Is(200);
        var moved = (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"misread","assessedAt":"2026-05-02T09:00:00Z"}""", "\"2\"")).Is(200);
        (await Client.Unmerge(young)).Is(409);
        (await Client.Correct($"/v1/scores/{score.Id}", """{"reason":"misread","assessedAt":"2026-06-02T09:00:00Z"}""", moved.ETag)).Is(200);
        (await Client.Unmerge(young)).Is(200);
    }

    [Fact]
    public async Task It_is_done_once_and_as_one_change()
    {
        var (chart, _, _) = await Charted.Whole(Client, "O-1", 2);
        var other = await Given.Patient(Client);
        (await Client.Merge(chart, other)).Is(200);
        var first = (await Client.Unmerge(chart, ("Idempotency-Key", "u-1"))).Is(200);
        (await Client.Merge(chart, other)).Is(200);
        var again = (await Client.Unmerge(chart, ("Idempotency-Key", "u-1"))).Is(200);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(other, (string)(await Client.Get($"/v1/patients/{chart}")).Is(200)["mergedInto"]!);
        (await Client.Post($"/v1/patients/{chart}/unmerge", """{"reason":"another"}""", ("Idempotency-Key", "u-1"))).Is(422);

        var both = await Task.WhenAll(Client.Unmerge(chart), Client.Unmerge(chart));
        Assert.Equal(both[0].Is(200).Text, both[1].Is(200).Text);
        Assert.Equal((int)both[0]["version"], (int)(await Client.Unmerge(chart)).Is(200)["version"]);
        Assert.Equal("patient:2,score:2,session:1", await service.Superuser($"""
            select string_agg(record_type || ':' || n, ',' order by record_type)
            from (select record_type, count(*) as n from change
                  where request_id = (select request_id from change where record_type = 'patient' and record_id = '{chart}' order by version desc limit 1)
                  group by record_type) told
            """));
    }

    [Fact]
    public async Task A_chart_that_was_never_merged_or_of_another_clinic_has_nothing_to_undo()
    {
        var chart = await Given.Patient(Client);
        (await Client.Unmerge(chart)).Is(409);
        (await Client.Unmerge(await Given.Patient(service.OtherClient))).Is(404);
        (await Client.Unmerge(Guid.Empty.ToString())).Is(404);
        (await Client.Retract($"/v1/patients/{chart}")).Is(200);
        (await Client.Unmerge(chart)).Is(409);
        (await Client.Post($"/v1/patients/{chart}/unmerge", "{}")).Is(400);
    }

    [Fact]
    public async Task Every_kind_of_record_that_a_patient_has_comes_with_a_merge()
    {
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""
            select array_agg(c.table_name::text order by c.table_name)
            from information_schema.columns c
            join pg_trigger t on t.tgrelid = c.table_name::regclass and t.tgname = 'next_version'
            where c.table_schema = 'public' and c.column_name = 'patient_id'
            """, connection);
        Assert.Equal(["score", "session"], (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }
}
