using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>The auditor's view: all changes and reads of the clinic in one order.</summary>
public sealed class ListAuditEntriesTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Changes_and_reads_stand_in_one_order_with_who_when_why_before_and_after()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        await service.Client.Get($"/v1/patients/{patient.Id}", ("Purpose-Of-Use", "HOPERAT"));
        await Seals.AreDone(service);
        await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"female","reason":"misread"}""", patient.ETag);
        var entries = await Entries($"recordId={patient.Id}");
        Assert.Equal(["insert", "read", "update"], entries.Select(e => (string)e!["operation"]!));
        Assert.Equal(entries.Select(e => (long)e!["position"]!).Order(), entries.Select(e => (long)e!["position"]!));
        var update = entries[2]!;
        Assert.Equal(
            ("misread", "male", "female", "sex,status", "patient", patient.Id, 2),
            ((string)update["reason"]!, (string)update["before"]!["sex"]!, (string)update["after"]!["sex"]!, string.Join(',', update["changed"]!.AsArray()),
             (string)update["recordType"]!, (string)update["recordIds"]![0]!, (int)update["version"]!));
        Assert.Equal((string)patient["recordedBy"]!, (string)update["recordedBy"]!);
        Assert.Equal(49, ((string)update["requestId"]!).Length);
        var read = entries[1]!;
        Assert.Equal(("GetPatient", "HOPERAT", patient.Id), ((string)read["readBy"]!, (string)read["purpose"]!, (string)read["recordIds"]![0]!));
        Assert.Null(read["after"]);
    }

    [Fact]
    public async Task Times_of_a_record_are_told_in_utc_and_texts_that_look_like_one_stay_as_they_are()
    {
        var session = await Given.Session(service.Client);
        const string note = "2026-03-02T08:00:00+00:00";
        var recorded = await Given.Event(service.Client, session, "start", "2026-03-02T09:00:00.5+01:00", $$"""
            "rate":{"value":52.5,"unit":"mg/h"},"note":"{{note}}"
            """);
        (await service.Client.Correct($"/v1/infusion-events/{recorded.Id}", $$"""{"reason":"{{note}}","performer":"rn-18"}""", recorded.ETag)).Is(200);
        var entries = await Entries($"recordId={recorded.Id}");
        foreach (var row in (JsonNode[])[entries[0]!["after"]!, entries[1]!["before"]!, entries[1]!["after"]!])
        {
            Assert.Equal(("2026-03-02T08:00:00.5Z", note), ((string)row["occurredAt"]!, (string)row["note"]!));
            Assert.EndsWith("Z", (string)row["recordedAt"]!, StringComparison.Ordinal);
            Assert.EndsWith("Z", (string)row["createdAt"]!, StringComparison.Ordinal);
        }

        Assert.Equal(note, (string)entries[1]!["after"]!["reason"]!);
        Assert.Equal((string)entries[0]!["recordedAt"]!, (string)entries[0]!["after"]!["recordedAt"]!);
    }

    [Fact]
    public async Task An_auditor_who_may_not_read_records_sees_which_members_changed_and_no_value()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"MRN-4711"}],"birthDate":"1971-02-03"}""")).Is(201);
        await service.Client.Patch($"/v1/patients/{patient.Id}", """{"birthDate":"1971-02-04","reason":"said 1971-02-04"}""", patient.ETag);
        await service.Client.Get("/v1/patients?identifier=urn:example:mrn%7CMRN-4711");
        await Seals.AreDone(service);
        var list = (await (await service.As("auditor")).Get($"/v1/audit?patient={patient.Id}")).Is(200);
        Assert.Equal(3, list.Items.Count);
        Assert.Equal("birthDate,status", string.Join(',', list.Items[1]!["changed"]!.AsArray()));
        foreach (var value in (string[])["1971", "MRN-4711", "urn:example:mrn"])
        {
            Assert.DoesNotContain(value, list.Text, StringComparison.Ordinal);
        }

        Assert.All(list.Items, e => Assert.True(e!["before"] is null && e["after"] is null && e["reason"] is null));
    }

    [Fact]
    public async Task A_caller_without_the_scope_is_refused() =>
        (await (await service.As("clinician")).Get("/v1/audit")).Is(403);

    [Fact]
    public async Task Entries_are_found_by_what_an_auditor_asks_for()
    {
        var reader = await service.As("clinician");
        var patient = await Given.Patient(service.Client);
        var session = await Given.Session(service.Client, patient);
        var heartRate = await Given.HeartRate(service.Client, session);
        var read = await reader.Get($"/v1/observations/{heartRate.Id}", ("Purpose-Of-Use", "ETREAT"), ("Purpose-Of-Use-Reason", "collapse"));
        (await reader.Get($"/v1/sessions/{session}/observations")).Is(200);
        var request = read.Headers.GetValues("X-Request-Id").Single();
        await Seals.AreDone(service);

        var emergency = Assert.Single(await Entries("purpose=ETREAT"))!;
        Assert.Equal(("collapse", heartRate.Id, session), ((string)emergency["purposeReason"]!, (string)emergency["recordIds"]![0]!, (string)emergency["sessionIds"]![0]!));
        var client = (string)emergency["recordedBy"]!;
        Assert.Equal(["GetObservation", "ListObservations"], (await Entries($"client={client}")).Select(e => (string)e!["readBy"]!));
        Assert.Equal("GetObservation", (string)Assert.Single(await Entries($"requestId={request}"))!["readBy"]!);
        Assert.Equal(["insert", "read", "read"], (await Entries($"recordId={heartRate.Id}")).Select(e => (string)e!["operation"]!));
        Assert.Equal(["session", "observation", "observation", "observation"], (await Entries($"session={session}")).Select(e => (string)e!["recordType"]!));
        Assert.Equal(["patient", "session", "observation", "observation", "observation", null], (await Entries($"patient={patient}")).Select(e => (string?)e!["recordType"]));
        Assert.Equal(["insert"], (await Entries($"patient={patient}&operation=insert&recordType=session")).Select(e => (string)e!["operation"]!));
        Assert.Equal(2, (await Entries($"patient={patient}&operation=insert&recordType=session&recordType=patient")).Count);
        var at = (string)emergency["recordedAt"]!;
        Assert.Contains(await Entries($"from={at}&limit=500"), e => (string)e!["requestId"]! == request);
        Assert.DoesNotContain(await Entries($"to={at}&limit=500"), e => (string)e!["requestId"]! == request);
    }

    [Theory]
    [InlineData("operation=delete")]
    [InlineData("purpose=CURIOSITY")]
    [InlineData("recordId=x")]
    [InlineData("from=yesterday")]
    [InlineData("sort=recordedAt")]
    [InlineData("cursor=x")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("x=1")]
    public async Task A_filter_that_cannot_be_read_is_refused(string query) => (await service.Client.Get($"/v1/audit?{query}")).Is(400);

    [Fact]
    public async Task Pages_follow_one_another_while_others_write()
    {
        for (var i = 0; i < 4; i++)
        {
            await Given.Patient(service.Client);
        }

        await Seals.AreDone(service);
        foreach (var sort in (string[])["position", "-position"])
        {
            var first = (await service.Client.Get($"/v1/audit?limit=2&sort={sort}&count=exact")).Is(200);
            await Given.Patient(service.Client);
            await Seals.AreDone(service);
            var second = (await service.Client.Get($"/v1/audit?limit=2&sort={sort}&cursor={first["next"]}")).Is(200);
            var positions = first.Items.Concat(second.Items).Select(e => (long)e!["position"]!).ToList();
            Assert.Equal(Enumerable.Range(0, 4).Select(i => positions[0] + (sort == "position" ? i : -i)), positions);
            Assert.True((long)first["count"] >= 4);
        }
    }

    [Fact]
    public async Task Reads_of_one_batch_are_listed_one_by_one_each_with_its_own_place_and_time()
    {
        var batch = await VerifyAuditTests.Batch(service);
        var requests = $"requestId={batch}-1&requestId={batch}-2&requestId={batch}-3";
        var reads = await Entries($"{requests}&operation=read&purpose=TREAT&recordType=score");
        Assert.Equal([$"{batch}-1", $"{batch}-2", $"{batch}-3"], reads.Select(e => (string)e!["requestId"]!));
        Assert.Equal([0, 1, 2], reads.Select(e => (long)e!["position"]! - (long)reads[0]!["position"]!));
        Assert.Single(reads.Select(e => (string)e!["digest"]!).Distinct());
        Assert.EndsWith("d2", (string)reads[1]!["recordIds"]![0]!, StringComparison.Ordinal);
        var second = (string)reads[1]!["recordedAt"]!;
        Assert.Equal([$"{batch}-1", $"{batch}-2"], (await Entries($"from={second}&{requests}")).Select(e => (string)e!["requestId"]!));
        Assert.Equal([$"{batch}-3"], (await Entries($"to={second}&{requests}")).Select(e => (string)e!["requestId"]!));
    }

    [Theory]
    [InlineData("position")]
    [InlineData("-position")]
    public async Task A_page_may_end_within_a_batch(string sort)
    {
        await VerifyAuditTests.Batch(service);
        await VerifyAuditTests.Batch(service);
        var positions = new List<long>();
        var page = (await service.Client.Get($"/v1/audit?limit=2&sort={sort}")).Is(200);
        while (true)
        {
            positions.AddRange(page.Items.Select(e => (long)e!["position"]!));
            if (page["next"] is not { } next)
            {
                break;
            }

            page = (await service.Client.Get($"/v1/audit?limit=2&sort={sort}&cursor={next}")).Is(200);
        }

        // What is read meanwhile is at the end of the one and before the start of the other.
        Assert.Equal(Enumerable.Range(0, positions.Count).Select(i => positions[0] + (sort == "position" ? i : -i)), positions);
        Assert.Contains(1, positions);
    }

    [Fact]
    public async Task Nothing_of_another_clinic_is_shown()
    {
        var theirs = await Given.Patient(service.OtherClient);
        await Seals.AreDone(service);
        Assert.Empty(await Entries($"recordId={theirs}"));
        Assert.Empty(await Entries($"patient={theirs}"));
    }

    [Fact]
    public async Task Whoever_reads_the_audit_is_in_it()
    {
        var read = (await service.Client.Get("/v1/audit?operation=read")).Is(200);
        await Seals.AreDone(service);
        var entry = Assert.Single(await Entries($"requestId={read.Headers.GetValues("X-Request-Id").Single()}"))!;
        Assert.Equal("ListAuditEntries", (string)entry["readBy"]!);
    }

    [Fact]
    public async Task Whoever_asks_the_audit_or_the_work_list_about_a_patient_is_found_by_the_patient()
    {
        var patient = await Given.Patient(service.Client);
        (await service.Client.Get($"/v1/audit?patient={patient}")).Is(200);
        (await service.Client.Get($"/v1/follow-ups?patient={patient}")).Is(200);
        var reads = await Entries($"patient={patient}&operation=read");
        Assert.Equal(["ListAuditEntries", "ListFollowUps"], reads.Select(e => (string)e!["readBy"]!));
        Assert.All(reads, e => Assert.Contains(patient, (string)e!["filter"]!, StringComparison.Ordinal));
    }

    private async Task<JsonArray> Entries(string query)
    {
        await Seals.AreDone(service);
        return (await service.Client.Get($"/v1/audit?{query}")).Is(200).Items;
    }
}
