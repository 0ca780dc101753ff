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

        using var dashboard = await service.As("dashboard");
        var before = (await dashboard.Get("/v1/cohorts/onset?" + Query)).Is(200);
        Assert.Equal(5, (int)before["minimumCell"]!);
        Assert.Equal((9, 1), (before["windows"].AsArray().Count, (int)before["rules"]["settingsVersion"]!));
        Assert.Null(before.Json!["counted"]);
        Assert.Equal(2, Places(await Times("ordinal")));

        var clinic = (await service.Client.Get("/v1/clinic")).Is(200);
        (await service.Client.Patch(
            "/v1/clinic", """{"reason":"a pilot","minimumCell":3,"windows":["PT5H±PT1H"],"rightNowLookBack":"P2D","courseGap":"P7D"}""", clinic.ETag)).Is(200);

        var after = (await dashboard.Get("/v1/cohorts/onset?" + Query)).Is(200);
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
