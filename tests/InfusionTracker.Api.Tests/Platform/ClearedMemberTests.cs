using System.Text.Json;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Patients;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Sessions;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>In a change, null clears a member that the record can be without (RFC 7396), of whatever type the record is.</summary>
public sealed class ClearedMemberTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>Of each type: what is recorded (below a session where it says so), and what each member comes to that is cleared.</summary>
    private static readonly Dictionary<string, (string Path, string Body, Cleared[] Members)> Records = new()
    {
        ["PatientChange"] = ("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"N-1"}],"birthDate":"1980-05-01","sex":"female","name":{"family":"A","given":[]}}""",
            [new("birthDate"), new("sex"), new("name"), new("identifiers", To: "[]")]),
        ["SessionChange"] = ("/v1/sessions", """
            {"patientId":"{patient}","indication":"other","medication":"ketamine","route":"intravenous","protocol":"p","weightKg":70,
             "plannedDoseMgPerKg":0.5,"plannedDuration":"PT40M","scheduledAt":"2026-06-15T10:00:00Z","identifiers":[{"system":"urn:x","value":"1"}],
             "encounter":{"system":"urn:x","value":"2"}}
            """,
            [new("protocol"), new("weightKg"), new("plannedDoseMgPerKg"), new("plannedDuration"), new("scheduledAt"), new("identifiers"), new("encounter")]),
        ["InfusionEventCorrection"] = ("/v1/sessions/{stopped}/infusion-events", """
            {"type":"start","occurredAt":"2026-06-15T11:00:00Z","performer":"rn-17","rate":{"value":52.5,"unit":"mg/h"},"weightKg":71,"note":"slowly"}
            """,
            [new("weightKg"), new("rate"), new("note"), new("dose"), new("completed")]),
        ["ObservationCorrection"] = ("/v1/sessions/{session}/observations",
            """
            {"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",
             "identifiers":[{"system":"urn:x","value":"1"}],"device":{"system":"urn:x","value":"2"}}
            """,
            [new("identifiers"), new("device"), new("value", Status: 400), new("unit", Status: 400), new("components")]),
        ["AdverseEventCorrection"] = ("/v1/sessions/{session}/adverse-events", """
            {"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","grade":1,"startedAt":"2026-06-15T11:00:00Z",
             "endedAt":"2026-06-15T11:10:00Z","action":"none","outcome":"resolved","performer":"rn-17","note":"brief"}
            """,
            [new("grade"), new("endedAt"), new("action"), new("outcome"), new("performer"), new("note")]),
        ["WastageCorrection"] = ("/v1/sessions/{session}/wastage", """
            {"drawnMg":50,"wastedMg":0,"returnedMg":0.5,"occurredAt":"2026-06-15T11:45:00Z","performer":"rn-17","witness":"rn-23","lot":"K","note":"x"}
            """,
            [new("returnedMg", To: "0"), new("witness"), new("lot"), new("note")]),
        ["ScoreCorrection"] = ("/v1/scores", """
            {"patientId":"{patient}","instrument":"HAMA","assessedAt":"2026-06-02T09:00:00Z","performer":"md-3","recallPeriod":"PT1H",
             "answers":[1,1,1,1,1,1,1,0,0,0,0,0,0,0],"identifiers":[{"system":"urn:x","value":"1"}]}
            """,
            [new("identifiers"), new("performer"), new("recallPeriod"), new("total", To: "7"), new("form"), new("answers")]),
    };

    public static TheoryData<string> Types => [.. Records.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Null_clears_what_a_record_can_be_without_and_nothing_else(string type)
    {
        var (made, body, members) = Records[type];
        var path = made.Replace("{session}", await Given.Session(service.Client), StringComparison.Ordinal)
            .Replace("{stopped}", await Given.Session(service.Client), StringComparison.Ordinal);
        var record = (await service.Client.Post(path, body.Replace("{patient}", await Given.Patient(service.Client), StringComparison.Ordinal))).Is(201);
        path = $"/v1/{made.Split('/')[^1]}/{record.Id}";
        var stands = record.Json!.AsObject();
        foreach (var member in members)
        {
            var before = (await service.Client.Get(path)).Is(200);
            var answer = await Clear(path, member.Name, before.ETag);
            if (member.Status != 200)
            {
                Assert.Equal($"/{member.Name}", (string)answer.Is(member.Status)["errors"][0]!["pointer"]!);
                continue;
            }

            answer.Is(200);
            Assert.True(JsonNode.DeepEquals(answer.Json![member.Name], JsonNode.Parse(member.To)), $"{member.Name} came to {answer.Text}");
            var others = stands.Select(m => m.Key).Except(["version", "status", "recordedAt", "reason", member.Name, .. Following(member.Name)]);
            Assert.All(others, other => Assert.True(JsonNode.DeepEquals(before.Json![other], answer.Json![other]), $"{member.Name} changed {other}: {answer.Text}"));
        }
    }

    /// <summary>What follows from a member, and changes with it.</summary>
    private static string[] Following(string member) => member switch
    {
        "answers" or "form" => ["subscales", "safetyFlags", "complete", "missing", "notAssessed", "symptomCounts", "band", "percent"],
        _ => [],
    };

    [Fact]
    public void Every_member_that_can_be_cleared_is_among_those()
    {
        var clearable = typeof(MergePatch).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(MergePatch)) && type.Name != "ClinicChange")
            .SelectMany(type => type.GetProperties()
                .Where(p => p.IsDefined(typeof(ClearableAttribute), inherit: false) && p.Name != "Reason")
                .Select(p => $"{type.Name} {JsonNamingPolicy.CamelCase.ConvertName(p.Name)}"));
        Assert.Equal(clearable.Order(StringComparer.Ordinal), Records.SelectMany(r => r.Value.Members.Select(m => $"{r.Key} {m.Name}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_clinic_gives_its_own_settings_back_for_those_of_the_service()
    {
        var house = (await service.Client.Get("/v1/clinic")).Is(200);
        const string own = """
            {"windows":["PT1H±PT10M"],"lookBack":"P1D","rightNowLookBack":"PT1H","screeningLookBack":"P2D","courseGap":"P3D","minimumCell":7,
             "observationRanges":{"8867-4":{"critical":[45,150]}}}
            """;
        var (given, settings) = ((await service.Client.Patch("/v1/clinic", own, house.ETag)).Is(200), JsonNode.Parse(own)!.AsObject());
        foreach (var (setting, _) in settings)
        {
            Assert.False(JsonNode.DeepEquals(house.Json![setting], given.Json![setting]), setting);
            var cleared = (await service.Client.Patch("/v1/clinic", $$"""{"{{setting}}":null}""", (await service.Client.Get("/v1/clinic")).ETag)).Is(200);
            Assert.True(JsonNode.DeepEquals(house.Json![setting], cleared.Json![setting]), cleared.Text);
        }

        (await service.Client.Patch("/v1/clinic", """{"timeZone":null}""", (await service.Client.Get("/v1/clinic")).ETag)).Is(400);
    }

    [Fact]
    public async Task What_flowed_per_kg_keeps_its_weight()
    {
        var session = await Given.Session(service.Client);
        await Given.Event(service.Client, session, "start", "2026-06-15T11:00:00Z", "\"rate\":{\"value\":0.75,\"unit\":\"mg/kg/h\"}");
        (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":null}""", (await service.Client.Get($"/v1/sessions/{session}")).ETag)).Is(200);
        var dose = (await service.Client.Get($"/v1/sessions/{session}/dose?at=2026-06-15T11:40:00Z")).Is(200).Json!;
        Assert.Equal(35m, (decimal)dose["cumulativeMg"]!);
        Assert.Null(dose["cumulativeMgPerKg"]);
    }

    [Fact]
    public async Task A_request_that_clears_is_another_than_one_that_leaves_out()
    {
        var score = (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{await Given.Patient(service.Client)}}","instrument":"HAMA","assessedAt":"2026-06-02T09:00:00Z","performer":"md-3","total":14}
            """)).Is(201);
        (string, string)[] headers = [("Idempotency-Key", "clears"), ("If-Match", score.ETag)];
        var path = $"/v1/scores/{score.Id}/corrections";
        var cleared = (await service.Client.Post(path, """{"reason":"unknown","total":15,"performer":null}""", headers)).Is(200);
        Assert.Null(cleared.Json!["performer"]);
        Assert.True((await service.Client.Post(path, """{"reason":"unknown","performer":null,"total":15}""", headers)).Is(200).Headers.Contains("Idempotency-Replayed"));
        (await service.Client.Post(path, """{"reason":"unknown","total":15}""", headers)).Is(422);
    }

    [Fact]
    public void What_is_hashed_tells_null_from_what_was_left_out_and_is_as_it_was_without_null()
    {
        Assert.Equal("""{"reason":"x","sex":null}""", Second<PatientChange>("""{"sex":null,"reason":"x"}"""));
        Assert.Equal("""{"reason":"x"}""", Second<PatientChange>("""{"reason":"x"}"""));

        // A stored request of the first form holds every member and no null that clears, so that none is taken for this one.
        Assert.Contains("\"protocol\":null", First<SessionChange>("""{"weightKg":70}"""), StringComparison.Ordinal);
        Assert.DoesNotContain("protocol", First<SessionChange>("""{"weightKg":70,"protocol":null}"""), StringComparison.Ordinal);
    }

    private static string Second<T>(string body) => Form<T>(RequestForm.Second, body);

    private static string First<T>(string body) => Form<T>(RequestForm.First, body);

    private static string Form<T>(RequestForm form, string body) =>
        System.Text.Encoding.UTF8.GetString(form.Write(JsonSerializer.Deserialize(body, Api.Platform.Json.TypeOf<T>())!));

    private Task<Answer> Clear(string path, string member, string etag) =>
        path.StartsWith("/v1/patients", StringComparison.Ordinal) || path.StartsWith("/v1/sessions", StringComparison.Ordinal)
            ? service.Client.Patch(path, $$"""{"reason":"not known","{{member}}":null}""", etag)
            : service.Client.Correct(path, $$"""{"reason":"not known","{{member}}":null}""", etag);

    private sealed record Cleared(string Name, string To = "null", int Status = 200);
}
