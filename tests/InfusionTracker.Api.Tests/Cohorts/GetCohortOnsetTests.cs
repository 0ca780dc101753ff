using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>How an instrument changes in a cohort. Every test has protocols of its own.</summary>
public sealed class GetCohortOnsetTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Address = "/v1/cohorts/onset?";
    private static readonly Duration Day = Duration.FromDays(1);

    [Fact]
    public async Task A_window_of_few_patients_is_withheld_from_whom_no_record_is_open_to()
    {
        for (var i = 0; i < 7; i++)
        {
            await Treated.Once(
                service.Client, "few", "VASANX", null, [(Duration.FromMinutes(-30), 80), (Day, 20), (2 * Day, 30), .. i < 3 ? [(7 * Day, 40)] : Array.Empty<(Duration, int)>()]);
        }

        using var analyst = await Treated.Analyst(service);
        var told = (await analyst.Get(Address + "instrument=VASANX&protocol=few")).Is(200);
        var week = Window(told, "P7D");
        Assert.Equal((true, null, null, null), ((bool)week["withheld"]!, (int?)week["n"], (double?)week["mean"], (int?)week["missing"]));
        Assert.Equal((false, 7, 20), ((bool)Window(told, "P1D")["withheld"]!, (int)Window(told, "P1D")["n"]!, (double)Window(told, "P1D")["mean"]!));
        Assert.Equal((7, 7, 5), ((int)told["cohort"], (int)told["counted"], (int)told["minimumCell"]));
        Assert.Contains(told["notes"].AsArray(), note => ((string)note!).Contains("withheld", StringComparison.Ordinal));
        Assert.Contains("small-cells", told["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!));

        using var dashboard = await service.As("dashboard");
        foreach (var exempt in new[] { service.Client, dashboard })
        {
            var shown = (await exempt.Get(Address + "instrument=VASANX&protocol=few")).Is(200);
            Assert.Equal((3, 40, 1), ((int)Window(shown, "P7D")["n"]!, (double)Window(shown, "P7D")["mean"]!, (int)shown["minimumCell"]));
        }

        static JsonNode Window(Answer onset, string name) => onset["windows"].AsArray().Single(w => (string)w!["window"]! == name)!;
    }

    [Fact]
    public async Task A_retraction_leaves_the_cohort_at_once()
    {
        var (patient, session) = await Treated.Once(service.Client, "retracted", "VASANX", null, (Duration.FromMinutes(-30), 80));
        var score = await Rated.Total(service.Client, patient, Treated.At(Day), 20, "VASANX");
        Assert.Equal((1, 20, 1), await Day1());
        (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        Assert.Equal((0, null, null), await Day1());
        await Rated.Total(service.Client, patient, Treated.At(Day), 30, "VASANX");
        Assert.Equal((1, 30, 1), await Day1());
        (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        Assert.True((bool)(await Onset("instrument=VASANX&protocol=retracted"))["isEmpty"]);

        async Task<(int? N, double? Mean, int? Responders)> Day1()
        {
            var window = (await Onset("instrument=VASANX&protocol=retracted&windows=P1D%2B-PT6H"))["windows"][0]!;
            return ((int?)window["n"], (double?)window["mean"], (int?)window["responders"]);
        }
    }

    [Fact]
    public async Task An_empty_cohort_says_so_and_names_its_rules()
    {
        var onset = await Onset("instrument=HAMA&protocol=nobody");
        Assert.True((bool)onset["isEmpty"]);
        Assert.Equal((0, 0, 0), ((int)onset["cohort"], (int)onset["counted"], Treated.LeftOut(onset)));
        Assert.All(onset["windows"].AsArray(), window => Assert.Null(window!["mean"]));
        Assert.Equal(("patient", "session", "last-pre-dose", false), ((string)onset["unit"]!, (string)onset["scope"]!, (string)onset["baselineRule"]!, (bool)onset["isRandomised"]));
        Assert.Equal("HAMA-response", (string)onset["rules"]["response"]!["id"]!);
        Assert.Contains(onset["notes"].AsArray(), note => ((string)note!).Contains("not randomised", StringComparison.Ordinal));
        string[] named = [.. onset["rules"]["definitions"]!.AsArray().Select(definition => (string)definition!["id"]!)];
        Assert.Superset(new HashSet<string>(["alignment", "first-session-of-a-patient", "left-out", "expected-and-missing", "summary", "proportion-wilson"]), named.ToHashSet());
        Assert.DoesNotContain("missing-locf", named);
        var carried = (await Onset("instrument=HAMA&protocol=nobody&missing=locf&unit=session"))["rules"]["definitions"]!.AsArray().Select(d => (string)d!["id"]!);
        Assert.Superset(new HashSet<string>(["missing-locf", "every-session"]), carried.ToHashSet());
    }

    [Theory]
    [InlineData("indication=generalized-anxiety-disorder", true)]
    [InlineData("indication=panic-disorder&indication=other", false)]
    [InlineData("medication=ketamine", true)]
    [InlineData("medication=midazolam", false)]
    [InlineData("route=intravenous", true)]
    [InlineData("route=oral", false)]
    [InlineData("sex=female&sex=male", true)]
    [InlineData("sex=male", false)]
    [InlineData("ageFrom=45&ageTo=46", true)]
    [InlineData("ageFrom=46", false)]
    [InlineData("ageTo=45", false)]
    [InlineData("from=2026-01-02T09:00:00Z&to=2026-01-02T09:00:01Z", true)]
    [InlineData("to=2026-01-02T09:00:00Z", false)]
    [InlineData("doseFrom=0.5&doseTo=0.51", true)]
    [InlineData("doseTo=0.5", false)]
    [InlineData("ordinal=1&ordinal=3", true)]
    [InlineData("ordinal=2", false)]
    [InlineData("scope=course", true)]
    public async Task Filters_choose_sessions(string filter, bool passes)
    {
        var protocol = new string([.. filter.Where(char.IsLetterOrDigit)]);
        var (_, session) = await Treated.Anxious(service.Client, protocol, Day, 20);
        await Given.Event(service.Client, session, "stop", "2026-01-02T09:40:00Z");
        var onset = await Onset($"instrument=VASANX&protocol={protocol}&{filter}");
        Assert.Equal(passes ? 1 : 0, (int)onset["cohort"]);
    }

    [Fact]
    public async Task A_dose_that_nobody_knows_is_left_out_where_a_dose_is_asked_for()
    {
        await Treated.Anxious(service.Client, "dose-unknown", Day, 20);
        var onset = await Onset("instrument=VASANX&protocol=dose-unknown&doseFrom=0.4&doseTo=0.6");
        Assert.Equal((1, 0, 1), ((int)onset["cohort"], (int)onset["counted"], (int)onset["leftOut"]["doseUnknown"]!));
    }

    [Fact]
    public async Task A_missed_window_may_carry_the_last_score_forward_and_says_so()
    {
        await Treated.Anxious(service.Client, "carried", Day, 20);
        const string query = "instrument=VASANX&protocol=carried&windows=P1D%2B-PT6H,P2D%2B-PT6H";
        var plain = (await Onset(query))["windows"][1]!;
        Assert.Equal((0, 1, 1), ((int)plain["n"]!, (int)plain["expected"]!, (int)plain["missing"]!));
        var carried = (await Onset(query + "&missing=locf"))["windows"][1]!;
        Assert.Equal((1, 1, 20), ((int)carried["n"]!, (int)carried["carried"]!, (double)carried["mean"]!));
    }

    [Theory]
    [InlineData("", "instrument")]
    [InlineData("instrument=NOPE", "instrument")]
    [InlineData("instrument=EQ5D5L", "instrument")]
    [InlineData("instrument=CSSRS_SCREEN", "instrument")]
    [InlineData("instrument=HAMA&unit=visit", "unit")]
    [InlineData("instrument=HAMA&scope=life", "scope")]
    [InlineData("instrument=HAMA&missing=mean", "missing")]
    [InlineData("instrument=HAMA&indication=gout", "indication")]
    [InlineData("instrument=HAMA&route=rectal", "route")]
    [InlineData("instrument=HAMA&sex=both", "sex")]
    [InlineData("instrument=HAMA&ordinal=0", "ordinal")]
    [InlineData("instrument=HAMA&ordinal=1&scope=course", "ordinal")]
    [InlineData("instrument=HAMA&doseFrom=0.5&doseTo=0.5", "doseTo")]
    [InlineData("instrument=HAMA&ageFrom=40&ageTo=30", "ageTo")]
    [InlineData("instrument=HAMA&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    [InlineData("instrument=HAMA&windows=P1D%2B-P1D,P2D%2B-P1D", "windows")]
    public async Task What_cannot_be_asked_is_named(string query, string parameter)
    {
        var refused = (await service.Client.Get(Address + query)).Is(400);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task A_cohort_is_of_one_clinic_and_for_analysts()
    {
        await Treated.Anxious(service.Client, "own", Day, 20);
        Assert.True((bool)(await service.OtherClient.Get(Address + "instrument=VASANX&protocol=own")).Is(200)["isEmpty"]);
        using var integration = await service.As("integration");
        (await integration.Get(Address + "instrument=VASANX")).Is(403);
    }

    /// <summary>What the statements feed a cohort with is what each session's own answer is made of.</summary>
    [Theory]
    [InlineData("patient", "session", 11)]
    [InlineData("session", "session", 12)]
    [InlineData("patient", "course", 13)]
    [InlineData("session", "course", 14)]
    public async Task A_cohort_is_the_sum_of_its_sessions(string unit, string scope, int seed)
    {
        var random = new Random(seed);
        var protocol = $"sum-{seed}";
        var sessions = new List<(string Patient, string Session, Answer Onset)>();
        var infused = new List<(string Patient, string Session)>();
        for (var i = 0; i < 6; i++)
        {
            var patient = await Given.Patient(service.Client);
            var hours = 0;
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var medication = random.Next(4) == 0 ? "esketamine" : "ketamine";
                var session = (await service.Client.Post("/v1/sessions", $$"""
                    {"patientId":"{{patient}}","indication":"other","medication":"{{medication}}","route":"oral","protocol":"{{(random.Next(5) == 0 ? "else" : protocol)}}"}
                    """)).Is(201).Id;
                await Given.Event(service.Client, session, "start", Treated.At(Duration.FromHours(hours)), "\"rate\":{\"value\":50,\"unit\":\"mg/h\"}");
                infused.Add((patient, session));
                hours += random.Next(60, 900);
            }

            foreach (var hour in Enumerable.Range(-240, hours + 240).Where(_ => random.Next(40) == 0))
            {
                await Rated.Total(service.Client, patient, Treated.At(Duration.FromHours(hour)), random.Next(0, 101), "VASANX");
            }
        }

        foreach (var (patient, session) in infused)
        {
            var onset = (await service.Client.Get($"/v1/sessions/{session}/onset?instrument=VASANX&scope={scope}&lookBack=P10D")).Is(200);
            var ofProtocol = (string)(await service.Client.Get($"/v1/sessions/{session}"))["protocol"]! == protocol;
            if (ofProtocol && (scope == "session" || (int)onset["ordinal"] == 1) && (unit == "session" || !sessions.Exists(s => s.Patient == patient)))
            {
                sessions.Add((patient, session, onset));
            }
        }

        var counted = sessions.Where(s => s.Onset["notEvaluable"]["response"] is null).Select(s => s.Onset).ToList();
        var query = $"instrument=VASANX&protocol={protocol}&unit={unit}&scope={scope}&lookBack=P10D";
        var cohort = await Onset(query);
        Assert.True(unit == "patient" || sessions.Count == (int)cohort["cohort"]);
        Assert.Equal(counted.Count, (int)cohort["counted"]);
        foreach (var window in cohort["windows"].AsArray())
        {
            var points = counted.SelectMany(o => o["points"].AsArray()).Where(p => (string?)p!["window"] == (string)window!["window"]!).ToList();
            Assert.Equal(points.Count, (int)window!["n"]!);
            Treated.Near(points.Count == 0 ? null : points.Average(p => (double)p!["total"]!), window["mean"]);
            Treated.Near(points.Count == 0 ? null : points.Average(p => (double)p!["change"]!), window["meanChange"]);
            Treated.Near(points.Count == 0 ? null : points.Count(p => (bool)p!["response"]!), window["responders"]);
            Assert.Equal(unit == "patient" && points.Count > 1, window["ci95"] is not null);
        }

        var times = (await service.Client.Get($"/v1/cohorts/time-to-event?event=response&{query}")).Is(200);
        var groups = times["groups"].AsArray();
        Assert.Equal(counted.Count, groups.Sum(g => (int)g!["n"]!));
        Assert.Equal(counted.Count(o => o.Json!["firstResponse"] is not null), groups.Sum(g => (int)g!["events"]!));
    }

    private async Task<Answer> Onset(string query) => (await service.Client.Get(Address + query)).Is(200);
}
