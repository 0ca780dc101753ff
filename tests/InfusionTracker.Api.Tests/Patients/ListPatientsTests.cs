using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class ListPatientsTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("")]
    [InlineData("&sort=-recordedAt")]
    public async Task Paging_neither_skips_nor_repeats_while_others_write(string sort)
    {
        var there = new HashSet<string>();
        for (var i = 0; i < 12; i++)
        {
            there.Add(await Given.Patient(service.Client));
        }

        var seen = new List<string>();
        for (var path = $"/v1/patients?limit=5{sort}"; ;)
        {
            var page = (await service.Client.Get(path)).Is(200);
            seen.AddRange(page.Items.Select(p => (string)p!["id"]!));
            await Given.Patient(service.Client);
            if (page.Json!["next"] is not { } next)
            {
                Assert.False(page.Headers.Contains("Link"));
                break;
            }

            var link = page.Headers.GetValues("Link").Single();
            Assert.Equal($"<{new Uri(service.Url, $"/v1/patients?limit=5{sort}&cursor={next}")}>; rel=\"next\"", link);
            path = $"/v1/patients?limit=5{sort}&cursor={next}";
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(there.Except(seen));
    }

    [Fact]
    public async Task A_patient_is_found_by_an_identifier()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"L|1"}]}""")).Is(201);
        var found = (await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CL%7C1&count=exact")).Is(200);
        Assert.Equal(patient.Id, (string)found.Items.Single()!["id"]!);
        Assert.Equal(1, (int)found["count"]);
        Assert.Empty((await service.OtherClient.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CL%7C1")).Is(200).Items);
        (await service.Client.Get("/v1/patients?identifier=L")).Is(400);
    }

    [Fact]
    public async Task Several_identifiers_find_the_patients_of_any_of_them()
    {
        async Task<string> Named(string value) =>
            (await service.Client.Post("/v1/patients", $$"""{"identifiers":[{"system":"urn:example:mrn","value":"{{value}}"}]}""")).Is(201).Id;
        var (one, other) = (await Named("V-1"), await Named("V-2"));
        const string path = "/v1/patients?count=exact&identifier=urn%3Aexample%3Amrn%7CV-1";
        var found = (await service.Client.Get($"{path}&identifier=urn%3Aexample%3Amrn%7CV-2&identifier=urn%3Aexample%3Amrn%7CV-3")).Is(200);
        Assert.Equal([one, other], found.Items.Select(p => (string)p!["id"]!));
        Assert.Equal(2, (int)found["count"]);
    }

    [Fact]
    public async Task A_cursor_is_of_one_clinic_and_one_list()
    {
        await Given.Patient(service.Client);
        await Given.Patient(service.Client);
        var next = (string)(await service.Client.Get("/v1/patients?limit=1")).Is(200)["next"]!;
        (await service.Client.Get($"/v1/patients?limit=3&cursor={next}")).Is(200);
        (await service.OtherClient.Get($"/v1/patients?limit=1&cursor={next}")).Is(400);
        (await service.Client.Get($"/v1/patients?limit=1&sort=-recordedAt&cursor={next}")).Is(400);
        (await service.Client.Get($"/v1/patients?limit=1&cursor={next[..^2]}AA")).Is(400);
        (await service.Client.Get("/v1/patients?cursor=%C3%A4")).Is(400);
    }

    [Theory]
    [InlineData("limit=-1")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=1e3")]
    [InlineData("sort=name")]
    [InlineData("count=yes")]
    [InlineData("q=%00")]
    public async Task A_question_that_makes_no_sense_is_malformed(string query) => (await service.Client.Get("/v1/patients?" + query)).Is(400);
}
