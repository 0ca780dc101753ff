using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>
/// What may be asked by whom no record is open to. Each refused question is half of a pair of answers whose difference would
/// tell of few patients.
/// </summary>
public sealed class CohortQuestionTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("onset?windows=PT2H%2B-PT16M", "windows")]
    [InlineData("onset?windows=PT2H%2B-PT17M", "windows")]
    [InlineData("onset?missing=locf", "missing")]
    [InlineData("onset?response=level<=7", "response")]
    [InlineData("onset?remission=level<=7", "remission")]
    [InlineData("onset?meaningfulChange=absolute-reduction>=7", "meaningfulChange")]
    [InlineData("onset?baseline=screening", "baseline")]
    [InlineData("onset?lookBack=P7D", "lookBack")]
    [InlineData("onset?minBaseline=20", "minBaseline")]
    [InlineData("onset?recallTolerance=0", "recallTolerance")]
    [InlineData("onset?includeRecallOverlap=false", "includeRecallOverlap")]
    [InlineData("onset?includeVersionDiffers=true", "includeVersionDiffers")]
    [InlineData("time-to-event?event=response&sustainedFor=P1D", "sustainedFor")]
    [InlineData("time-to-event?event=response&groupBy=dose-band&doseBands=0.4", "doseBands")]
    [InlineData("time-to-event?event=response&groupBy=age-band&ageBands=44", "ageBands")]
    [InlineData("onset?to=2026-01-02T09:00:00.000001Z", "to")]
    [InlineData("onset?to=2026-01-02T09:00:00Z", "to")]
    [InlineData("onset?from=2026-01-02T00:00:00Z", "from")]
    [InlineData("onset?doseFrom=0.4", "doseFrom")]
    [InlineData("onset?doseTo=0.4", "doseTo")]
    [InlineData("onset?ageFrom=31", "ageFrom")]
    [InlineData("onset?ageTo=31", "ageTo")]
    public async Task What_would_tell_of_few_beside_another_answer_is_refused_with_the_scope_that_is_missing(string question, string parameter)
    {
        using var analyst = await Treated.Analyst(service);
        var refused = (await analyst.Get($"/v1/cohorts/{question}&instrument=HAMA")).Is(403);
        Assert.Contains("analytics:small-cells", (string)refused["detail"]!, StringComparison.Ordinal);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
        using var dashboard = await service.As("dashboard");
        Assert.NotEqual(403, (await dashboard.Get($"/v1/cohorts/{question}&instrument=HAMA")).Status);
    }

    [Theory]
    [InlineData("onset?indication=panic-disorder&medication=ketamine&protocol=p&route=oral&ordinal=1&sex=female&unit=session")]
    [InlineData("onset?scope=course")]
    [InlineData("onset?from=2026-01-02T00:00:00%2B01:00&to=2026-01-04T23:00:00Z")]
    [InlineData("onset?from=2026-07-01T22:00:00Z")]
    [InlineData("onset?doseFrom=0.15&doseTo=0.375&ageFrom=30&ageTo=45")]
    [InlineData("onset?doseFrom=0&ageFrom=0")]
    [InlineData("time-to-event?event=response&groupBy=dose-band&interval=plain")]
    public async Task Instrument_event_groups_unit_scope_interval_and_filters_may_be_asked_by_all(string question)
    {
        using var analyst = await Treated.Analyst(service);
        (await analyst.Get($"/v1/cohorts/{question}&instrument=HAMA")).Is(200);
    }

    [Fact]
    public async Task Days_are_those_of_the_clinics_calendar_and_limits_those_of_its_bands()
    {
        var made = (await service.OtherClient.Post("/v1/api-keys", """{"label":"analyst","scopes":["analytics:read"]}""")).Is(201);
        using var analyst = new ApiClient(service.Url, (string)made["key"]!);
        var clinic = (await service.OtherClient.Get("/v1/clinic")).Is(200);
        (await service.OtherClient.Patch("/v1/clinic", """{"timeZone":"America/Chicago","ageBands":[31],"doseBands":[0.4]}""", clinic.ETag)).Is(200);
        (await analyst.Get("/v1/cohorts/onset?instrument=HAMA&from=2026-01-02T06:00:00Z&ageFrom=31&doseTo=0.4")).Is(200);
        (await analyst.Get("/v1/cohorts/onset?instrument=HAMA&from=2026-01-02T00:00:00Z")).Is(403);
        (await analyst.Get("/v1/cohorts/onset?instrument=HAMA&ageFrom=30")).Is(403);
    }

    [Fact]
    public async Task An_answer_about_nearly_the_same_patients_as_an_earlier_one_is_marked_in_the_audit()
    {
        for (var i = 0; i < 9; i++)
        {
            await Treated.Anxious(service.Client, i < 7 ? "near" : "else", Duration.FromHours(2), 20);
        }

        using var analyst = await Treated.Analyst(service);
        using var second = await Treated.Analyst(service);
        await Ask(analyst, "protocol=near");
        await Ask(second, "protocol=near&protocol=else");
        await Ask(analyst, "protocol=near&medication=ketamine");
        await Ask(analyst, "protocol=none");
        await Ask(analyst, "protocol=near&protocol=else");
        await Ask(service.Client, "protocol=near");
        await Ask(service.Client, "protocol=near&protocol=else");
        await Seals.AreDone(service);
        string[] marked = [.. (await service.Client.Get("/v1/audit?operation=read&limit=200")).Is(200).Items
            .Where(entry => (bool?)entry!["nearOverlap"] == true).Select(entry => (string)entry!["filter"]!)];
        Assert.Equal(["nearOverlap=true&instrument=VASANX&protocol=near&protocol=else"], marked);

        async Task Ask(ApiClient client, string filter) => (await client.Get($"/v1/cohorts/onset?instrument=VASANX&{filter}")).Is(200);
    }
}
