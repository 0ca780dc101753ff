using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class SearchPatientsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("García Márquez", "Gabriel", "garcia m", "GARCÍA MÁRQUEZ GAB", "garci\u0301a")]
    [InlineData("Müller", "Jürgen", "muller", "MÜL", "müller  jur")]
    [InlineData("Groß", "Änne", "gross", "GROSS ann", "groß")]
    [InlineData("Sørensen", "Łukasz", "sorensen l", "SØR", "sørensen ŁU")]
    [InlineData("O’Brien", "Siobhán", "o'b", "O’BRIEN s", "o'brien siobhan")]
    [InlineData("Παπαδόπουλος", "Νίκος", "παπ", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδόπουλος ν")]
    [InlineData("Горбачёв", "Йосиф", "ГОРБ", "горбачев и", "горбачёв")]
    [InlineData("Ng", "Amy", "ng a", "NG AMY", "ngamy")]
    public async Task A_patient_is_found_by_how_the_name_begins_whatever_its_capitals_and_accents(string family, string given, params string[] prefixes)
    {
        var patient = await Named(family, given);
        foreach (var prefix in prefixes)
        {
            var found = (await Search($$"""{"name":"{{prefix}}"}""")).Items.Select(p => (string)p!["id"]!);
            Assert.Equal(prefix != "ngamy", found.Contains(patient));
        }

        Assert.Empty((await service.OtherClient.Post("/v1/patients/search", $$"""{"name":"{{prefixes[0]}}"}""")).Is(200).Items);
    }

    [Fact]
    public async Task All_that_is_given_must_fit()
    {
        var patient = (await service.Client.Post("/v1/patients", """
            {"identifiers":[{"system":"urn:example:mrn","value":"S|1"}],"birthDate":"1971-02-03","name":{"family":"Fitting","given":["Ada","Eve"]}}
            """)).Is(201);
        const string by = """
            "identifier":{"system":"urn:example:mrn","value":"S|1"},"name":"fitting ada eve","birthDate":
            """;
        Assert.Equal(patient.Id, (string)Assert.Single((await Search($$"""{{{by}}"1971-02-03"}""")).Items)!["id"]!);
        Assert.Empty((await Search($$"""{{{by}}"1971-02-04"}""")).Items);
        Assert.Equal(patient.Id, (string)Assert.Single((await Search("""{"birthDate":"1971-02-03"}""")).Items)!["id"]!);
        Assert.Equal(patient.Id, (string)Assert.Single((await Search("""{"identifier":{"system":"urn:example:mrn","value":"S|1"}}""")).Items)!["id"]!);
        (await service.Client.Retract($"/v1/patients/{patient.Id}")).Is(200);
        Assert.Empty((await Search("""{"birthDate":"1971-02-03"}""")).Items);
    }

    [Fact]
    public async Task A_search_pages_like_a_list_and_its_cursor_is_of_what_was_searched_for()
    {
        var there = new HashSet<string>();
        for (var i = 0; i < 7; i++)
        {
            there.Add(await Named("Pagington", $"No{i}"));
        }

        const string body = """{"name":"pagington"}""";
        var seen = new List<string>();
        for (var path = "/v1/patients/search?limit=3&count=exact"; ;)
        {
            var page = (await service.Client.Post(path, body)).Is(200);
            Assert.Equal(7, (int)page["count"]);
            seen.AddRange(page.Items.Select(p => (string)p!["id"]!));
            if (page.Json!["next"] is not { } next)
            {
                break;
            }

            (await service.Client.Post($"/v1/patients/search?cursor={next}", """{"name":"pagingtom"}""")).Is(400);
            (await service.OtherClient.Post($"/v1/patients/search?cursor={next}", body)).Is(400);
            path = $"/v1/patients/search?limit=3&count=exact&cursor={next}";
        }

        Assert.Equal(7, seen.Count);
        Assert.Equal(there, seen.ToHashSet());
    }

    [Theory]
    [InlineData("{}", 400, "")]
    [InlineData("""{"name":"ab"}""", 422, "/name")]
    [InlineData("""{"name":"a \u0301 \u200b b"}""", 422, "/name")]
    [InlineData("""{"identifier":{"system":"urn:x"}}""", 400, "/identifier/value")]
    [InlineData("""{"identifier":{"system":"urn:x|y","value":"1"}}""", 422, "/identifier/system")]
    [InlineData("""{"birthDate":"yesterday"}""", 400, "/birthDate")]
    [InlineData("""{"sex":"male"}""", 400, "/sex")]
    public async Task A_search_that_makes_no_sense_is_refused(string body, int status, string pointer) =>
        Assert.Equal(pointer, (string)(await service.Client.Post("/v1/patients/search", body)).Is(status)["errors"][0]!["pointer"]!);

    [Fact]
    public async Task A_search_is_a_read_with_its_purpose_and_without_what_was_searched_for()
    {
        var patient = await Named("Auditson", "Ulla");
        using var reader = await service.As("dashboard");
        (await reader.Post("/v1/patients/search", """{"name":"auditson"}""", ("Purpose-Of-Use", "TREAT"), ("Idempotency-Key", "looks"))).Is(200);
        using var auditor = await service.As("auditor");
        JsonNode? read = null;
        for (var attempt = 0; read is null && attempt < 100; attempt++)
        {
            read = (await auditor.Get($"/v1/audit?recordId={patient}&operation=read")).Is(200).Items.FirstOrDefault();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal("TREAT", (string?)read!["purpose"]);
        Assert.DoesNotContain("auditson", read.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await Count($"select count(*) from idempotency_key where key = 'looks'"));
        Assert.Equal(0, await Count("select count(*) from access_log where filter ilike '%auditson%'"));
    }

    [Fact]
    public async Task A_name_is_found_by_a_range_of_its_index()
    {
        await service.Superuser($$"""
            insert into patient (clinic_id, id, identifiers, name, birth_date)
            select '{{service.ClinicId}}', gen_random_uuid(), '[]', jsonb_build_object('family', md5(n::text), 'given', '[]'::jsonb), date '1900-01-01' + n / 2
            from generate_series(1, 20000) n
            """);
        await service.Superuser("analyze patient");
        Assert.Contains("patient_by_name", await Index("name"), StringComparison.Ordinal);
        Assert.Contains("folded_name >=", await Index("name"), StringComparison.Ordinal);
        Assert.Contains("folded_name <", await Index("name"), StringComparison.Ordinal);
        Assert.Contains("patient_by_birth_date", await Index("birthDate"), StringComparison.Ordinal);
    }

    private async Task<string> Named(string family, string given) =>
        (await service.Client.Post("/v1/patients", $$"""{"name":{"family":"{{family}}","given":["{{given}}"]} }""")).Is(201).Id;

    private async Task<Answer> Search(string body) => (await service.Client.Post("/v1/patients/search", body)).Is(200);

    /// <summary>The index scan by which patients are found, as the service's own role plans it without knowing the values.</summary>
    private async Task<string> Index(string by)
    {
        var statement = SqlFile.Load("Patients/SearchPatients.sql").Part("page", "sort=recordedAt", by)[0];
        await using var source = Service.ServiceDataSource(service.Address.Service);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var set = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'", connection))
        {
            await set.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var explain = new NpgsqlCommand($"explain {statement.Text}", connection);
        var arguments = new SqlArguments { { "limit", 51 }, { "name", "abc" }, { "birthDate", new LocalDate(1960, 1, 1) } };
        foreach (NpgsqlParameter parameter in arguments.Bind(statement).Parameters)
        {
            explain.Parameters.Add(parameter.Clone());
        }

        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    private async Task<long> Count(string sql)
    {
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
