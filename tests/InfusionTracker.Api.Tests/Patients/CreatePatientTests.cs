using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class CreatePatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_patient_is_recorded_with_version_and_etag()
    {
        var answer = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"P-001"}],"birthDate":"1980-05-01","sex":"female"}""")).Is(201);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal($"/v1/patients/{answer.Id}", answer.Headers.Location!.ToString());
        Assert.Equal("1980-05-01", (string)answer["birthDate"]!);
        Assert.Equal("final", (string)answer["status"]!);
        var read = (await service.Client.Get($"/v1/patients/{answer.Id}")).Is(200);
        Assert.Equal(answer.Text, read.Text);
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_answers_as_the_first_time_did()
    {
        var body = $$"""{"id":"{{Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset())}}","identifiers":[],"sex":"male"}""";
        var first = (await service.Client.Post("/v1/patients", body)).Is(201);
        var second = (await service.Client.Post("/v1/patients", body)).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post("/v1/patients", body.Replace("male", "female", StringComparison.Ordinal))).Is(409);
    }

    [Fact]
    public async Task The_same_key_is_answered_twice_and_done_once()
    {
        const string body = """{"identifiers":[{"system":"urn:example:mrn","value":"P-002"}]}""";
        var first = (await service.Client.Post("/v1/patients", body, ("Idempotency-Key", "k1"))).Is(201);
        var second = (await service.Client.Post("/v1/patients", body, ("Idempotency-Key", "k1"))).Is(201);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await service.Client.Post("/v1/patients", """{"identifiers":[]}""", ("Idempotency-Key", "k1"))).Is(422);
    }

    [Fact]
    public async Task One_identifier_belongs_to_one_patient()
    {
        const string body = """{"identifiers":[{"system":"urn:example:mrn","value":"P-003"}]}""";
        (await service.Client.Post("/v1/patients", body)).Is(201);
        IsTold((await service.Client.Post("/v1/patients", body)).Is(409), "/identifiers/0");
        (await service.OtherClient.Post("/v1/patients", body)).Is(201);
        const string two = """{"identifiers":[{"system":"urn:example:mrn","value":"P-004"},{"system":"urn:example:mrn","value":"P-003"}]}""";
        IsTold((await service.Client.Post("/v1/patients", two)).Is(409), "/identifiers/1");
        var other = (await service.Client.Post("/v1/patients", "{}")).Is(201);
        IsTold((await service.Client.Patch($"/v1/patients/{other.Id}", body, other.ETag)).Is(409), "/identifiers/0");

        static void IsTold(Answer refused, string pointer)
        {
            Assert.Equal(pointer, (string)refused["errors"][0]!["pointer"]!);
            Assert.StartsWith("Another patient of this clinic has this identifier:", (string)refused["detail"]!, StringComparison.Ordinal);
            Assert.DoesNotContain("P-003", refused.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"birthDate":"1980-13-01"}""", 400, "/birthDate")]
    [InlineData("""{"birthDate":"2200-01-01"}""", 422, "/birthDate")]
    [InlineData("""{"sex":"f"}""", 422, "/sex")]
    [InlineData("""{"sex":1}""", 400, "/sex")]
    [InlineData("""{"name":"x"}""", 400, "/name")]
    [InlineData("""{"sex":"male","sex":"male"}""", 400, "/sex")]
    [InlineData("""{"identifiers":[null]}""", 400, "/identifiers/0")]
    [InlineData("""{"identifiers":[{"system":"a","value":"b"},null]}""", 400, "/identifiers/1")]
    [InlineData("""{"identifiers":[{"system":"a"}]}""", 400, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"a","value":""}]}""", 422, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"a","value":" \u200b"}]}""", 422, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"urn:a|b","value":"1"}]}""", 422, "/identifiers/0/system")]
    [InlineData("""{"identifiers":[{"system":"a","value":"\u0000"}]}""", 400, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"a","value":"\ud800"}]}""", 400, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"a","value":null}]}""", 400, "/identifiers/0/value")]
    [InlineData("""{"identifiers":[{"system":"a","value":"b"},{"system":"a","value":"b"}]}""", 422, "/identifiers")]
    [InlineData("null", 400, null)]
    [InlineData("", 400, null)]
    [InlineData("[]", 400, "")]
    [InlineData("{", 400, "")]
    public async Task What_cannot_be_recorded_is_refused_with_a_pointer(string body, int status, string? pointer)
    {
        var answer = (await service.Client.Post("/v1/patients", body)).Is(status);
        Assert.Equal($"/problems/{(status == 400 ? "malformed" : "invalid")}", (string)answer["type"]!);
        if (pointer is not null)
        {
            Assert.Equal(pointer, (string)answer["errors"][0]!["pointer"]!);
        }
    }

    [Fact]
    public async Task Without_a_valid_key_nothing_is_told_but_that()
    {
        (await service.Anonymous().Post("/v1/patients", "{}")).Is(401);
        using var forged = new ApiClient(service.Url, service.Client.Key![..^4] + "AAAA");
        (await forged.Post("/v1/patients", "{}")).Is(401);
        (await forged.Post("/v1/patients", "{\"x\":1}")).Is(401);
        using var dashboard = await service.As("dashboard");
        (await dashboard.Post("/v1/patients", "{}")).Is(403);
        (await dashboard.Post("/v1/patients", "{\"x\":1}")).Is(403);
        (await dashboard.Post("/v1/patients", "{\"sex\":\"x\"}")).Is(403);
        (await forged.Post("/v1/patients", "{\"sex\":\"x\"}")).Is(401);
    }
}
