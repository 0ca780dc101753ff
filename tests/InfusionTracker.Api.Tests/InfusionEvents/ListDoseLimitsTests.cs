using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

public sealed class ListDoseLimitsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_limits_show_what_holds_who_set_it_and_that_the_services_are_unverified()
    {
        var clinic = (await service.Client.Patch(
            "/v1/clinic",
            """{"doseLimits":{"ketamine":{"intravenous":{"rateMgPerKgPerHour":{"critical":1},"bolusMgPerKg":{"critical":0.5,"plausible":2}}},"midazolam":{"oral":{"cumulativeMg":{"plausible":20}}}}}""",
            "*")).Is(200);
        Assert.Equal("""{"critical":1,"plausible":null}""", clinic["doseLimits"]["ketamine"]!["intravenous"]!["rateMgPerKgPerHour"]!.ToJsonString());
        var limits = (await service.Client.Get("/v1/dose-limits")).Is(200);
        Assert.Equal((int)clinic["version"], (int)limits["limitsVersion"]);
        Assert.Equal(14, limits.Items.Count);
        var intravenous = limits.Items.Single(l => (string?)l!["medication"] == "ketamine" && (string?)l["route"] == "intravenous")!;
        Assert.Equal("""{"critical":1,"plausible":10,"setBy":"clinic","standing":"unverified"}""", intravenous["rateMgPerKgPerHour"]!.ToJsonString());
        Assert.Equal("""{"critical":0.5,"plausible":2,"setBy":"clinic","standing":null}""", intravenous["bolusMgPerKg"]!.ToJsonString());
        Assert.Equal("""{"critical":1.5,"plausible":4.5,"setBy":"default","standing":"unverified"}""", intravenous["cumulativeMgPerKg"]!.ToJsonString());
        Assert.Equal("""{"critical":240,"plausible":1440,"setBy":"default","standing":"unverified"}""", intravenous["durationMinutes"]!.ToJsonString());
        Assert.Null(intravenous["cumulativeMg"]);
        var midazolam = limits.Items.Single(l => (string?)l!["medication"] == "midazolam")!;
        Assert.Equal("""{"critical":null,"plausible":20,"setBy":"clinic","standing":"unverified"}""", midazolam["cumulativeMg"]!.ToJsonString());
        Assert.Equal("""{"critical":null,"plausible":20,"setBy":"default","standing":"unverified"}""", midazolam["cumulativeMgPerKg"]!.ToJsonString());
        Assert.Null(limits.Items[^1]!["medication"]);
        Assert.Equal("default", (string)(await service.OtherClient.Get("/v1/dose-limits")).Is(200).Items
            .Single(l => (string?)l!["medication"] == "ketamine" && (string?)l["route"] == "intravenous")!["rateMgPerKgPerHour"]!["setBy"]!);
    }
}
