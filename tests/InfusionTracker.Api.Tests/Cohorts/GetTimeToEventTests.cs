using System.Globalization;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>How long it takes a cohort to respond, to remit or to relapse. Every test has protocols of its own.</summary>
public sealed class GetTimeToEventTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Address = "/v1/cohorts/time-to-event?";
    private static readonly Duration Day = Duration.FromDays(1);

    /// <summary>
    /// The acute myelogenous leukaemia data (Miller 1997); times that many share; a curve that is flat at one half; a group
    /// without an event and follow-ups of no length.
    /// </summary>
    [Theory]
    [InlineData("aml")]
    [InlineData("ties")]
    [InlineData("flat")]
    [InlineData("censored")]
    public async Task Recorded_sessions_give_the_curves_quantiles_and_log_rank_of_R(string set)
    {
        var groups = await FollowUps(set);
        var test = Reference("log-ranks.csv").Single(row => row["set"] == set);
        foreach (var interval in new[] { "log-log", "log", "plain" })
        {
            var times = await Times($"instrument=VASANX&event=response&groupBy=protocol{string.Concat(groups.Keys.Select(g => $"&protocol={set}-{g}"))}&interval={interval}");
            Assert.Equal(groups.Select(g => ($"{set}-{g.Key}", g.Value)), times["groups"].AsArray().Select(g => ((string)g!["group"]!, (int)g["n"]!)));
            foreach (var group in times["groups"].AsArray())
            {
                var expected = Reference("curves.csv").Where(r => r["set"] == set && r["interval"] == interval && $"{set}-{r["group"]}" == (string)group!["group"]!).ToList();
                Assert.Equal(expected.Count, group!["curve"]!.AsArray().Count);
                foreach (var (row, ours) in expected.Zip(group["curve"]!.AsArray()))
                {
                    Treated.Near(Number(row["time"]) * 1440, ours!["elapsedMinutes"]);
                    foreach (var figure in new[] { "atRisk", "events", "censored", "survival", "standardError", "lower", "upper" })
                    {
                        Treated.Near(Number(row[figure]), ours[figure]);
                    }
                }

                foreach (var (p, member) in new[] { ("0.25", "lowerQuartileMinutes"), ("0.5", "medianMinutes"), ("0.75", "upperQuartileMinutes") })
                {
                    var row = Reference("quantiles.csv").Single(r => r["set"] == set && r["interval"] == interval && $"{set}-{r["group"]}" == (string)group["group"]! && r["p"] == p);

                    // The one place where R's quantile takes the middle up to the last follow-up: a curve that ends at the level.
                    var (estimate, lower, upper) = (set, row["group"], p) == ("flat", "a", "0.5") ? (2, 1, null)
                        : (Number(row["estimate"]), Number(row["lower"]), Number(row["upper"]));
                    Treated.Near(estimate * 1440, group[member]!["estimate"]);
                    Treated.Near(lower * 1440, group[member]!["lower"]);
                    Treated.Near(upper * 1440, group[member]!["upper"]);
                }
            }

            Treated.Near(Number(test["chiSquare"]), times["logRank"]["chiSquare"]);
            Treated.Near(Number(test["p"]), times["logRank"]["p"]);
            Assert.Equal(Number(test["df"]), (double)times["logRank"]["df"]!);
            if (set == "aml")
            {
                Assert.Equal([31d, 23d], times["groups"].AsArray().Select(g => (double)g!["medianMinutes"]!["estimate"]! / 1440));
                Treated.Near(3.3963886989776, times["logRank"]["chiSquare"]);
            }
        }
    }

    [Fact]
    public async Task A_cohort_that_falls_into_more_groups_than_anybody_reads_is_refused()
    {
        foreach (var numbers in Enumerable.Range(1, 51).Chunk(17))
        {
            await Task.WhenAll(numbers.Select(i => Treated.Anxious(service.OtherClient, $"one-of-many-{i}", Duration.FromHours(2), 20)));
        }

        var refused = (await service.OtherClient.Get("/v1/cohorts/time-to-event?instrument=VASANX&event=response&groupBy=protocol")).Is(422);
        Assert.Equal("groupBy", (string)refused["errors"]![0]!["parameter"]!);
        (await service.OtherClient.Get("/v1/cohorts/time-to-event?instrument=VASANX&event=response&groupBy=sex")).Is(200);
    }

    [Fact]
    public async Task Groups_of_few_patients_are_withheld_from_whom_may_not_see_them()
    {
        for (var i = 0; i < 6; i++)
        {
            await Treated.Anxious(service.Client, i < 2 ? "few" : "more", Day, 20);
            await Treated.Anxious(service.Client, "more", Day, 20);
        }

        const string query = "instrument=VASANX&event=response&groupBy=protocol&protocol=few&protocol=more";
        using var analyst = await Treated.Analyst(service);
        var told = (await analyst.Get(Address + query)).Is(200);
        Assert.Empty(told["groups"].AsArray());
        Assert.Equal((true, 5), ((bool)told["withheldGroups"], (int)told["minimumCell"]));
        Assert.Null(told.Json!["logRank"]);
        Assert.Null(told.Json["cohort"]);

        var shown = await Times(query);
        Assert.Equal([2, 10], shown["groups"].AsArray().Select(group => (int)group!["n"]!));
        Assert.Equal((false, 1), ((bool)shown["withheldGroups"], (int)shown["minimumCell"]));
    }

    [Fact]
    public async Task Times_are_coarse_to_whom_no_record_is_open()
    {
        for (var i = 0; i < 12; i++)
        {
            await Treated.Anxious(service.Client, "coarse", Duration.FromMinutes(30 + (10 * (i / 6)) + i), i < 6 ? 20 : 70);
        }

        using var analyst = await Treated.Analyst(service);
        const string query = "instrument=VASANX&event=response&protocol=coarse";
        var group = (await analyst.Get(Address + query)).Is(200)["groups"][0]!;
        var row = group["curve"]![0]!;
        Assert.Equal((12, 6, 40d), ((int)group["n"]!, (int)group["events"]!, (double)row["elapsedMinutes"]!));
        Assert.Equal((6, 0.5), ((int)row["events"]!, (double)row["survival"]!));
        Assert.Equal((null, null, null), ((int?)row["atRisk"], (int?)row["censored"], (double?)row["standardError"]));
        Assert.Equal((40d, 50d), ((double)group["medianMinutes"]!["estimate"]!, (double)group["firstVisitMinutes"]!));
        Assert.Equal(12, (int)(await Times(query))["groups"][0]!["curve"]![0]!["atRisk"]!);
    }

    [Fact]
    public async Task A_relapse_counts_from_the_first_response_among_responders()
    {
        for (var i = 0; i < 5; i++)
        {
            await Treated.Once(service.Client, "relapse", "VASANX", null, (Duration.FromMinutes(-30), 80), (Day, 20), (2 * Day, 20), (5 * Day, 60));
        }

        await Treated.Anxious(service.Client, "relapse", Day, 70);
        var times = await Times("instrument=VASANX&event=relapse&protocol=relapse");
        var group = times["groups"].AsArray().Single()!;
        Assert.Equal((5, 5, 4 * 1440), ((int)group["n"]!, (int)group["events"]!, (int)group["medianMinutes"]!["estimate"]!));
        Assert.Null(group["group"]);
        Assert.Equal(1, (int)times["leftOut"]["noResponse"]!);
    }

    [Theory]
    [InlineData("dose-band", "", "0.375 to <0.625")]
    [InlineData("dose-band", "&doseBands=0.5,1", "0.5 to <1")]
    [InlineData("age-band", "", "45 to <60")]
    [InlineData("age-band", "&ageBands=45", "45 or more")]
    [InlineData("ordinal", "", "1")]
    [InlineData("sex", "", "female")]
    [InlineData("medication", "", "ketamine")]
    [InlineData("indication", "", "generalized-anxiety-disorder")]
    public async Task A_cohort_can_be_split(string groupBy, string bands, string group)
    {
        var protocol = $"split-{groupBy}-{bands.Length}";
        var (_, session) = await Treated.Anxious(service.Client, protocol, Day, 20);
        await Given.Event(service.Client, session, "stop", "2026-01-02T09:40:00Z");
        var times = await Times($"instrument=VASANX&event=response&protocol={protocol}&groupBy={groupBy}{bands}");
        Assert.Equal(group, (string)times["groups"].AsArray().Single()!["group"]!);
    }

    [Fact]
    public async Task Who_is_left_out_is_told_by_one_reason_each_and_adds_up()
    {
        const string protocol = "reasons";
        foreach (var scores in new[] { new[] { (-30, 31), (10080, 10) }, [(10080, 10)], [(-30, 5), (10080, 4)], [(-30, 12), (10080, 4)] })
        {
            var (_, session) = await Treated.Once(
                service.Client, protocol, "HAMA", null, [.. scores.Select(s => (Duration.FromMinutes(s.Item1), s.Item2))]);
            await Given.Event(service.Client, session, "stop", "2026-01-02T09:40:00Z");
        }

        var (patient, again) = await Treated.Once(service.Client, protocol, "HAMA", null, (Duration.FromMinutes(-30), 31), (7 * Day, 10));
        await Given.Event(service.Client, again, "stop", "2026-01-02T09:40:00Z");
        await Given.StartedSession(service.Client, "2026-02-02T09:00:00Z", patient, $"\"protocol\":\"{protocol}\"");
        await Treated.Once(service.Client, protocol, "HAMA", null, (Duration.FromMinutes(-30), 31), (7 * Day, 10));

        var times = await Times($"instrument=HAMA&event=response&groupBy=dose-band&minBaseline=20&protocol={protocol}");
        var leftOut = times["leftOut"];
        Assert.Equal((2, 1, 1), ((int)leftOut["doseUnknown"]!, (int)leftOut["noBaseline"]!, (int)leftOut["belowMinBaseline"]!));
        Assert.Equal(1, (int)leftOut["inRemissionAtBaseline"]!);
        Assert.Equal((7, 2, 5), ((int)times["cohort"], (int)times["counted"], Treated.LeftOut(times)));

        times = await Times($"instrument=HAMA&event=response&protocol={protocol}");
        Assert.Equal((1, 1, 1), ((int)times["leftOut"]["notFirstSession"]!, (int)times["leftOut"]["noBaseline"]!, (int)times["leftOut"]["inRemissionAtBaseline"]!));
        Assert.Equal((7, 4, 3), ((int)times["cohort"], (int)times["counted"], Treated.LeftOut(times)));
    }

    [Fact]
    public async Task An_event_without_a_rule_is_refused_until_the_query_brings_one()
    {
        var refused = (await service.Client.Get(Address + "instrument=VASANX&event=remission")).Is(422);
        Assert.Equal("remission", (string)refused["errors"][0]!["parameter"]!);
        (await service.Client.Get(Address + "instrument=NRSPAIN&event=relapse")).Is(422);
        await Times("instrument=VASANX&event=remission&remission=level<=10");
        await Times("instrument=NRSPAIN&event=relapse&response=percent-reduction>=30");
    }

    [Theory]
    [InlineData("instrument=HAMA", "event")]
    [InlineData("instrument=HAMA&event=death", "event")]
    [InlineData("instrument=NOPE&event=response", "instrument")]
    [InlineData("instrument=EQ5D5L&event=response", "instrument")]
    [InlineData("instrument=CSSRS_SCREEN&event=response", "instrument")]
    [InlineData("instrument=HAMA&event=response&groupBy=weather", "groupBy")]
    [InlineData("instrument=HAMA&event=response&groupBy=sex&doseBands=1", "doseBands")]
    [InlineData("instrument=HAMA&event=response&groupBy=dose-band&doseBands=1,0.5", "doseBands")]
    [InlineData("instrument=HAMA&event=response&groupBy=age-band&ageBands=x", "ageBands")]
    [InlineData("instrument=HAMA&event=response&interval=wide", "interval")]
    public async Task What_cannot_be_asked_is_named(string query, string parameter)
    {
        var refused = (await service.Client.Get(Address + query)).Is(400);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task A_time_in_the_past_cannot_be_asked_of_a_cohort() =>
        (await service.Client.Get(Address + "instrument=HAMA&event=response&asOf=2026-06-01T00:00:00Z")).Is(400);

    [Fact]
    public async Task An_empty_cohort_says_so()
    {
        var times = await Times("instrument=HAMA&event=response&protocol=nobody");
        Assert.True((bool)times["isEmpty"]);
        Assert.Equal(0, (int)times["cohort"]);
        Assert.Empty(times["groups"].AsArray());
        Assert.Contains("No session passes the filters.", times["notes"].AsArray().Select(n => (string)n!));
    }

    [Fact]
    public async Task The_definitions_are_named()
    {
        var whole = (await Times("instrument=HAMA&event=response"))["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!).ToHashSet();
        Assert.Superset(new HashSet<string>(["kaplan-meier", "interval-log-log", "curve-quantiles", "left-out"]), whole);
        Assert.DoesNotContain("log-rank", whole);
        var split = (await Times("instrument=HAMA&event=response&groupBy=sex&interval=plain"))["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!).ToHashSet();
        Assert.Superset(new HashSet<string>(["interval-plain", "log-rank", "visit-times-differ"]), split);
    }

    [Fact]
    public async Task A_cohort_is_of_one_clinic_and_for_analysts()
    {
        await Treated.Anxious(service.Client, "own", Day, 20);
        Assert.True((bool)(await service.OtherClient.Get(Address + "instrument=VASANX&event=response&protocol=own")).Is(200)["isEmpty"]);
        using var integration = await service.As("integration");
        (await integration.Get(Address + "instrument=VASANX&event=response")).Is(403);
    }

    private async Task<Answer> Times(string query) => (await service.Client.Get(Address + query)).Is(200);

    /// <summary>
    /// Records the follow-ups of a set of R's as infusions by a protocol a group, days as days, an event as anxiety halved; who
    /// was followed for no time was not seen again.
    /// </summary>
    /// <returns>How many each group has.</returns>
    private async Task<SortedDictionary<string, int>> FollowUps(string set, string? prefix = null)
    {
        var groups = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in Reference("follow-ups.csv").Where(row => row["set"] == set))
        {
            groups[row["group"]] = groups.GetValueOrDefault(row["group"]) + 1;
            (Duration, int)[] seen = row["time"] == "0" ? [] : [(Duration.FromDays(Number(row["time"])!.Value), row["status"] == "1" ? 20 : 80)];
            await Treated.Once(service.Client, $"{prefix ?? set}-{row["group"]}", "VASANX", null, [(Duration.FromMinutes(-30), 80), .. seen]);
        }

        return groups;
    }

    [Fact]
    public async Task One_patient_alone_has_a_curve_and_nothing_to_be_compared_with()
    {
        await Treated.Anxious(service.Client, "alone", Day, 20);
        var times = await Times("instrument=VASANX&event=response&groupBy=protocol&protocol=alone");
        var group = times["groups"].AsArray().Single()!;
        Assert.Equal((1, 1, 1440d), ((int)group["n"]!, (int)group["events"]!, (double)group["medianMinutes"]!["estimate"]!));
        Assert.Null(times.Json!["logRank"]);
        Assert.Null(group["curve"]![0]!["lower"]);
    }

    [Fact]
    public async Task Where_all_are_censored_no_time_is_told_and_nothing_is_compared()
    {
        await Treated.Anxious(service.Client, "none-a", Day, 70);
        await Treated.Anxious(service.Client, "none-b", 2 * Day, 70);
        var times = await Times("instrument=VASANX&event=response&groupBy=protocol&protocol=none-a&protocol=none-b");
        Assert.All(times["groups"].AsArray(), group => Assert.Equal((0, 1d), ((int)group!["events"]!, (double)group["curve"]![0]!["survival"]!)));
        Assert.All(times["groups"].AsArray(), group => Assert.Null(group!["medianMinutes"]!["estimate"]));
        Assert.Null(times.Json!["logRank"]);
    }

    /// <summary>Figures of R, by column name.</summary>
    private static List<Dictionary<string, string>> Reference(string file)
    {
        var lines = File.ReadAllLines(SourceTree.In("tests/InfusionTracker.Domain.Tests/Onset/Cohorts/Reference/" + file)).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static double? Number(string cell) => cell.Length == 0 ? null : double.Parse(cell, CultureInfo.InvariantCulture);
}
