using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>What a clinic has set holds for its cohorts.</summary>
public sealed class CohortSettingsTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Query = "instrument=VASANX&protocol=set";

    [Fact]
    public async Task A_clinics_windows_look_back_gap_and_smallest_cell_hold_and_are_named()
    {
        for (var i = 0; i < 3; i++)
        {
            var (patient, _) = await Treated.Once(service.Client, "set", "VASANX", null, (Duration.FromHours(-30), 80), (Duration.FromHours(5), 20));
            await Given.StartedSession(service.Client, Treated.At(Duration.FromDays(10)), patient, "\"protocol\":\"set\"");
        }

        using var analyst = await Treated.Analyst(service);
        var before = (await analyst.Get("/v1/cohorts/onset?" + Query)).Is(200);
        Assert.Equal(5, (int)before["minimumCell"]!);
        Assert.Equal((9, 1), (before["windows"].AsArray().Count, (int)before["rules"]["settingsVersion"]!));
        Assert.Equal(0, (int)before["counted"]!);
        Assert.Null(before.Json!["cohort"]);
        Assert.Null(before["leftOut"]["noBaseline"]);
        Assert.Equal(2, Places(await Times("ordinal")));

        var clinic = (await service.Client.Get("/v1/clinic")).Is(200);
        (await service.Client.Patch(
            "/v1/clinic", """{"reason":"a pilot","minimumCell":3,"windows":["PT5H±PT1H"],"rightNowLookBack":"P2D","courseGap":"P7D"}""", clinic.ETag)).Is(200);

        var after = (await analyst.Get("/v1/cohorts/onset?" + Query)).Is(200);
        Assert.Equal((3, 2), ((int)after["minimumCell"]!, (int)after["rules"]["settingsVersion"]!));
        Assert.Equal(("P2D", 3), ((string)after["rules"]["lookBack"]!, (int)after["counted"]!));
        var window = after["windows"].AsArray().Single()!;
        Assert.Equal(("PT5H", 3, 20d), ((string)window["window"]!, (int)window["n"]!, (double)window["mean"]!));
        Assert.Equal(1, Places(await Times("ordinal")));
        Assert.Equal(2, (int)(await Times("ordinal"))["rules"]["settingsVersion"]!);

        async Task<Answer> Times(string groupBy) =>
            (await service.Client.Get($"/v1/cohorts/time-to-event?event=response&unit=session&lookBack=P20D&groupBy={groupBy}&{Query}")).Is(200);

        static int Places(Answer times) => times["groups"].AsArray().Count;
    }

    [Fact]
    public async Task A_clinics_bands_hold_where_the_query_brings_none_and_are_kept_as_they_were()
    {
        var (_, session) = await Treated.Anxious(service.OtherClient, "bands", Duration.FromDays(1), 20);
        await Given.Event(service.OtherClient, session, "stop", "2026-01-02T09:40:00Z");
        var clinic = (await service.OtherClient.Get("/v1/clinic")).Is(200);
        Assert.Equal("[0.15,0.375,0.625,0.875] [18,30,45,60,75]", $"{clinic["doseBands"]!.ToJsonString()} {clinic["ageBands"]!.ToJsonString()}");
        var set = (await service.OtherClient.Patch("/v1/clinic", """{"doseBands":[0.4,0.55],"ageBands":[40,50]}""", clinic.ETag)).Is(200);
        Assert.Equal(["0.4 to <0.55", "40 to <50", "0.5 or more"], [await Group("dose-band"), await Group("age-band"), await Group("dose-band&doseBands=0.5")]);
        Assert.Equal("[40,50]", (await service.OtherClient.Patch("/v1/clinic", """{"name":"Same bands"}""", set.ETag)).Is(200)["ageBands"]!.ToJsonString());
        Assert.Equal("[18,30,45,60,75]", (await service.OtherClient.Get($"/v1/clinic?version={clinic["version"]}")).Is(200)["ageBands"]!.ToJsonString());

        async Task<string> Group(string by) => (string)(await service.OtherClient.Get(
            $"/v1/cohorts/time-to-event?instrument=VASANX&event=response&protocol=bands&groupBy={by}")).Is(200)["groups"][0]!["group"]!;
    }

    [Theory]
    [InlineData("""{"doseBands":[0.4,0.4]}""", "/doseBands")]
    [InlineData("""{"doseBands":[0,0.4]}""", "/doseBands")]
    [InlineData("""{"ageBands":[50,40]}""", "/ageBands")]
    [InlineData("""{"ageBands":[]}""", "/ageBands")]
    public async Task Bands_that_do_not_rise_are_refused(string body, string pointer)
    {
        var clinic = (await service.OtherClient.Get("/v1/clinic")).Is(200);
        Assert.Equal(pointer, (string)(await service.OtherClient.Patch("/v1/clinic", body, clinic.ETag)).Is(422)["errors"][0]!["pointer"]!);
    }

    [Fact]
    public async Task Groups_by_number_come_in_the_order_of_the_numbers()
    {
        var patient = await Given.Patient(service.OtherClient);
        for (var day = 0; day < 11; day++)
        {
            await Rated.Total(service.OtherClient, patient, Treated.At(Duration.FromHours((24 * day) - 1)), 80, "VASANX");
            await Given.StartedSession(service.OtherClient, Treated.At(Duration.FromDays(day)), patient);
        }

        var times = (await service.OtherClient.Get("/v1/cohorts/time-to-event?instrument=VASANX&event=response&unit=session&groupBy=ordinal")).Is(200);
        Assert.Equal(
            ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"], times["groups"].AsArray().Select(group => (string)group!["group"]!));
    }
}
