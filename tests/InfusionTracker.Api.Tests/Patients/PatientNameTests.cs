using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class PatientNameTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_name_is_kept_with_its_history()
    {
        var made = (await service.Client.Post("/v1/patients", """{"name":{"family":"Lindqvist","given":["Maja","Eva"]}}""")).Is(201);
        Assert.Equal("""{"family":"Lindqvist","given":["Maja","Eva"]}""", made["name"].ToJsonString());
        (await service.Client.Patch($"/v1/patients/{made.Id}", """{"name":{"family":"Lind","given":[]},"reason":"married"}""", made.ETag)).Is(200);
        Assert.Equal("Lindqvist", (string?)(await service.Client.Get($"/v1/patients/{made.Id}?version=1")).Is(200)["name"]["family"]);
        Assert.Equal("Lind", (string?)(await service.Client.Get($"/v1/patients/{made.Id}")).Is(200)["name"]["family"]);
    }

    [Theory]
    [InlineData("""{"family":"","given":[]}""", 422, "/name/family")]
    [InlineData("""{"family":" \u200b ","given":[]}""", 422, "/name/family")]
    [InlineData("""{"family":"A"}""", 400, "/name/given")]
    [InlineData("""{"given":["A"]}""", 400, "/name/family")]
    [InlineData("""{"family":null,"given":[]}""", 400, "/name/family")]
    [InlineData("""{"family":"A","given":null}""", 400, "/name/given")]
    [InlineData("""{"family":"A","given":[null]}""", 400, "/name/given/0")]
    [InlineData("""{"family":"A","given":["B"," "]}""", 422, "/name/given/1")]
    [InlineData("""{"family":"A","given":["1","2","3","4","5","6","7","8","9","10","11"]}""", 422, "/name/given")]
    [InlineData("""{"family":"A","given":[],"prefix":"Dr."}""", 400, "/name/prefix")]
    public async Task What_is_no_name_is_refused_with_a_pointer(string name, int status, string pointer)
    {
        var refused = (await service.Client.Post("/v1/patients", $$"""{"name":{{name}}}""")).Is(status);
        Assert.Equal(pointer, (string?)refused["errors"][0]!["pointer"]);
        var patient = (await service.Client.Post("/v1/patients", "{}")).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", $$"""{"name":{{name}}}""", patient.ETag)).Is(status);
    }

    [Fact]
    public async Task The_chart_that_stays_keeps_its_name()
    {
        var gone = (await service.Client.Post("/v1/patients", """{"name":{"family":"Gone","given":[]}}""")).Is(201).Id;
        var stays = (await service.Client.Post("/v1/patients", """{"name":{"family":"Stays","given":[]}}""")).Is(201).Id;
        Assert.Equal("Gone", (string?)(await service.Client.Post($"/v1/patients/{gone}/merge", $$"""{"into":"{{stays}}","reason":"one person"}""")).Is(200)["name"]["family"]);
        Assert.Equal("Stays", (string?)(await service.Client.Get($"/v1/patients/{stays}")).Is(200)["name"]["family"]);
        Assert.Equal([stays], (await service.Client.Post("/v1/patients/search", """{"name":"stays"}""")).Is(200).Items.Select(p => (string)p!["id"]!));
        Assert.Empty((await service.Client.Post("/v1/patients/search", """{"name":"gone"}""")).Is(200).Items);
    }

    [Fact]
    public async Task An_auditor_learns_that_a_name_changed_and_not_what_it_is()
    {
        var made = (await service.Client.Post("/v1/patients", """{"name":{"family":"Lindqvist","given":["Maja"]}}""")).Is(201);
        using var auditor = await service.As("auditor");
        var path = $"/v1/audit?recordId={made.Id}&operation=insert";
        var entries = (await auditor.Get(path)).Is(200);
        for (var attempt = 0; entries.Items.Count == 0 && attempt < 100; attempt++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            entries = (await auditor.Get(path)).Is(200);
        }

        Assert.DoesNotContain("indqvist", entries.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"name\"", entries.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("folded", entries.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_name_is_searched_by_follows_from_it_whoever_writes()
    {
        var made = (await service.Client.Post("/v1/patients", """{"name":{"family":"Before","given":[]}}""")).Is(201).Id;
        await service.Superuser($$"""update patient set name = '{"family":"Àfter","given":["X"]}', reason = 'by hand' where id = '{{made}}'""");
        Assert.Equal(made, (string)Assert.Single((await service.Client.Post("/v1/patients/search", """{"name":"after x"}""")).Is(200).Items)!["id"]!);
        await Assert.ThrowsAsync<PostgresException>(() => service.Superuser($"update patient set folded_name = 'x' where id = '{made}'"));
    }
}
