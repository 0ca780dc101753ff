using System.Text.Json.Nodes;
using InfusionTracker.Api.Demonstration;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>
/// Nothing is withheld without need: <c>OrdinaryQueries.txt</c> lists which of 168 ordinary questions to the demonstration's first clinic
/// are answered in full to whom no record is open, and of the others what is withheld. The questions are each of its seven instruments, of
/// all patients and by each of its three protocols: onset by patient and by session; time to response, to relapse, to response by sex and
/// by age. A failure prints the list as it is now.
/// </summary>
public sealed class OrdinaryQueriesTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string[] Instruments = ["HAMA", "LSAS", "MADRS", "GAD7", "PCL5", "PHQ9", "VASANX"];

    private static readonly string[] Populations =
        ["", "&protocol=iv-0.5-mg-kg-40-min", "&protocol=iv-0.2-mg-kg-40-min", "&protocol=midazolam-0.045-mg-kg-40-min"];

    private static readonly string[] Questions =
    [
        "onset?instrument=", "onset?unit=session&instrument=", "time-to-event?event=response&instrument=", "time-to-event?event=relapse&instrument=",
        "time-to-event?event=response&groupBy=sex&instrument=", "time-to-event?event=response&groupBy=age-band&instrument=",
    ];

    /// <summary>Coarse to these callers: told where there is anything.</summary>
    private static readonly string[] Coarse = ["curve", "lowerQuartileMinutes", "medianMinutes", "upperQuartileMinutes"];

    [Fact]
    public async Task Of_168_ordinary_queries_each_is_answered_as_fully_as_is_listed()
    {
        var stories = Cohort.Of(RunningService.Now).Stories().Where(story => story.Clinic == 0)
            .Select(story => story with { Requests = [.. story.Requests.Where(IsOfThese)] });
        Assert.Empty(await new CohortLoader(service.Client.Http, [service.Client.Key!]).Load(stories, (_, _) => { }, TestContext.Current.CancellationToken));
        using var analyst = await Treated.Analyst(service);
        var asked = Instruments.SelectMany(instrument => Populations.SelectMany(whom => Questions.Select(question => question + instrument + whom))).ToList();
        Assert.Equal(168, asked.Count);
        var answers = new List<string>();
        foreach (var question in asked)
        {
            var (told, exact) = (await analyst.Get("/v1/cohorts/" + question), await service.Client.Get("/v1/cohorts/" + question));
            Assert.Equal(exact.Status, told.Status);
            var withheld = exact.Status == 200 ? Withheld("", exact.Json, told.Json).Distinct().Order(StringComparer.Ordinal).ToList() : ["no such rule"];
            answers.Add($"{question}: {(withheld.Count == 0 ? "in full" : string.Join(' ', withheld))}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', answers));
        Assert.Equal(File.ReadAllLines(SourceTree.In("tests/InfusionTracker.Api.Tests/Cohorts/OrdinaryQueries.txt")), answers);
    }

    /// <summary>Readings and adverse events are no part of a cohort.</summary>
    private static bool IsOfThese(CohortRequest request) =>
        request.Record is not (CohortRecord.Observation or CohortRecord.AdverseEvent)
        && (request.Record != CohortRecord.Amendment || !request.Path.Contains("observations", StringComparison.Ordinal));

    /// <summary>The members that are null to these callers and told to others, named without their window or group.</summary>
    private static IEnumerable<string> Withheld(string name, JsonNode? exact, JsonNode? told) => (exact, told) switch
    {
        (null, _) => [],
        _ when name == "leftOut" => told!.AsObject().Any(reason => reason.Value is null) ? [name] : [],
        _ when Coarse.Contains(name) => told is JsonArray { Count: > 0 } or JsonObject ? [] : [name],
        (JsonObject all, JsonObject some) => all.SelectMany(member => Withheld(member.Key, member.Value, some[member.Key])),
        (JsonArray all, JsonArray some) => all.Count > some.Count ? [name] : all.Zip(some).SelectMany(pair => Withheld(name, pair.First, pair.Second)),
        _ => told is null ? [name] : [],
    };
}
