using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class ListScoresTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("", new[] { 3, 1, 2, 4 })]
    [InlineData("&sort=-recordedAt", new[] { 4, 2, 1, 3 })]
    [InlineData("&sort=assessedAt", new[] { 1, 2, 3, 4 })]
    [InlineData("&sort=-assessedAt", new[] { 4, 3, 2, 1 })]
    public async Task Scores_come_as_recorded_or_as_assessed_each_once(string sort, int[] order)
    {
        var patient = await Given.Patient(service.Client);
        foreach (var day in (int[])[3, 1, 2, 4])
        {
            await Rated.Total(service.Client, patient, $"2026-03-0{day}T08:00:00Z", day);
        }

        var seen = new List<int>();
        for (var path = $"/v1/scores?patient={patient}&limit=1{sort}"; ;)
        {
            var page = (await service.Client.Get(path)).Is(200);
            seen.AddRange(page.Items.Select(s => (int)s!["total"]!));
            if (page.Json!["next"] is not { } next)
            {
                break;
            }

            path = $"/v1/scores?patient={patient}&limit=1{sort}&cursor={next}";
        }

        Assert.Equal(order, seen);
    }

    [Fact]
    public async Task Scores_assessed_at_one_instant_are_neither_skipped_nor_repeated()
    {
        var patient = await Given.Patient(service.Client);
        for (var total = 0; total < 3; total++)
        {
            await Rated.Total(service.Client, patient, "2026-03-02T08:00:00Z", total);
        }

        var first = (await service.Client.Get($"/v1/scores?patient={patient}&sort=assessedAt&limit=2")).Is(200);
        var second = (await service.Client.Get($"/v1/scores?patient={patient}&sort=assessedAt&limit=2&cursor={first["next"]}")).Is(200);
        Assert.Equal(3, first.Items.Concat(second.Items).Select(s => (string)s!["id"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("instrument=HAMA", 2)]
    [InlineData("instrument=HAMA&instrument=GAD7", 3)]
    [InlineData("performer=md-3", 3)]
    [InlineData("performer=nobody", 0)]
    [InlineData("from=2026-03-02T08:00:00Z&to=2026-03-03T08:00:00Z", 2)]
    [InlineData("from=2026-03-03T08:00:00Z", 1)]
    [InlineData("to=2026-03-02T08:00:00Z", 0)]
    [InlineData("instrument=HAMA&from=2026-03-03T09:00:00%2B01:00", 1)]
    public async Task A_filter_chooses_and_the_count_agrees(string filter, int expected)
    {
        var patient = await Given.Patient(service.Client);
        await Rated.Total(service.Client, patient, "2026-03-02T08:00:00Z", 31);
        await Rated.Total(service.Client, patient, "2026-03-02T09:00:00Z", 12, "GAD7");
        await Rated.Total(service.Client, patient, "2026-03-03T08:00:00Z", 20);
        var list = (await service.Client.Get($"/v1/scores?patient={patient}&count=exact&{filter}")).Is(200);
        Assert.Equal(expected, list.Items.Count);
        Assert.Equal(expected, (int)list["count"]);
    }

    [Fact]
    public async Task Several_patients_are_asked_for_at_once_and_none_of_another_clinic()
    {
        var (one, two, other) = (await Given.Patient(service.Client), await Given.Patient(service.Client), await Given.Patient(service.OtherClient));
        await Rated.Total(service.Client, one, "2026-03-02T08:00:00Z", 31);
        await Rated.Total(service.Client, two, "2026-03-02T08:00:00Z", 31);
        await Rated.Total(service.OtherClient, other, "2026-03-02T08:00:00Z", 31);
        Assert.Equal(2, (await service.Client.Get($"/v1/scores?patient={one}&patient={two}&patient={other}")).Is(200).Items.Count);
    }

    [Theory]
    [InlineData("instrument=XYZ")]
    [InlineData("patient=x")]
    [InlineData("from=2026-03-02T08:00:00")]
    [InlineData("from=2026-03-02T08:00:00Z&to=2026-03-02T08:00:00Z")]
    [InlineData("sort=total")]
    [InlineData("asOf=2026-03-02T08:00:00Z")]
    [InlineData("status=final")]
    public async Task What_cannot_be_asked_is_refused(string query) => (await service.Client.Get($"/v1/scores?{query}")).Is(400);
}
