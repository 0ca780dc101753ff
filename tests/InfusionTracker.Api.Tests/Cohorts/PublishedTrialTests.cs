using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>
/// MADRS totals of Lii 2023 (Nat Ment Health 1:876, PMC10769130, table 4): ketamine or placebo during anaesthesia. The
/// totals of single patients are not published; whole numbers are searched that have the published mean, SD and n.
/// </summary>
public sealed class PublishedTrialTests(RunningService service) : IClassFixture<RunningService>
{
    private const int Patients = 20;
    private static readonly int[] Days = [0, 1, 2, 3, 5, 7, 14];

    /// <summary>R's <c>qt(0.975, n - 1)</c> by n.</summary>
    private static readonly Dictionary<int, double> Student = new() { [17] = 2.1199052992210112, [18] = 2.1098155778331806, [19] = 2.1009220402409601, [20] = 2.0930240544082634 };

    private static readonly Dictionary<string, (double Mean, double Sd, int N)[]> Published = new()
    {
        ["ketamine"] = [(25.1, 8.3, 20), (12.7, 7.6, 20), (15.1, 11.1, 19), (17.0, 10.5, 19), (16.9, 8.0, 19), (15.9, 9.2, 18), (16.9, 10.0, 19)],
        ["placebo"] = [(29.9, 7.0, 19), (16.4, 10.0, 19), (17.5, 11.5, 20), (17.2, 12.0, 20), (16.9, 10.1, 18), (18.5, 10.8, 19), (16.2, 12.5, 19)],
    };

    [Theory]
    [InlineData("ketamine", "last-pre-dose", 20)]
    [InlineData("ketamine", "screening", 20)]
    [InlineData("placebo", "last-pre-dose", 19)]
    [InlineData("placebo", "screening", 20)]
    public async Task Published_means_deviations_and_numbers_come_out(string arm, string baselineRule, int counted)
    {
        var protocol = $"{arm}-{baselineRule}";
        var totals = Days.Select((_, day) => Totals(Published[arm][day], lowest: day == 0 ? 13 : 0)).ToArray();
        var screening = Enumerable.Range(0, Patients).Select(i => 28 + (i % 7)).ToArray();
        for (var i = 0; i < Patients; i++)
        {
            (Duration, int)[] scores =
            [
                (Duration.FromDays(-20), screening[i]),
                .. Days.Select((day, d) => (Elapsed: day == 0 ? Duration.FromHours(-1) : Duration.FromDays(day), Total: totals[d][i]))
                    .Where(s => s.Total is not null).Select(s => (s.Elapsed, s.Total!.Value)),
            ];
            await Treated.Once(service.Client, protocol, "MADRS", "MADRS-24hr", scores);
        }

        var onset = (await service.Client.Get(
            $"/v1/cohorts/onset?instrument=MADRS&protocol={protocol}&baseline={baselineRule}&remission=MADRS-remission-lii"
            + "&windows=P1D%2B-PT6H,P2D%2B-PT6H,P3D%2B-PT6H,P5D%2B-PT6H,P7D%2B-P1D,P14D%2B-P1D")).Is(200);
        Assert.Equal((20, counted), ((int)onset["cohort"], (int)onset["counted"]));
        Assert.Equal(20 - counted, (int)onset["leftOut"]["noBaseline"]!);
        var baselines = baselineRule == "screening" ? screening.Select(t => (int?)t).ToArray() : totals[0];
        if (baselineRule == "last-pre-dose")
        {
            Assert.Equal(Published[arm][0], (Printed((double)onset["baseline"]["mean"]!), Printed((double)onset["baseline"]["sd"]!), (int)onset["baseline"]["n"]!));
        }

        foreach (var (window, d) in onset["windows"].AsArray().Select((window, i) => (window!, i + 1)))
        {
            var pairs = totals[d].Zip(baselines).Where(p => p.First is not null && p.Second is not null).Select(p => (Total: p.First!.Value, Baseline: p.Second!.Value)).ToList();
            if (counted == Patients)
            {
                Assert.Equal(Published[arm][d], (Printed((double)window["mean"]!), Printed((double)window["sd"]!), (int)window["n"]!));
            }

            Assert.Equal(pairs.Count, (int)window["n"]!);
            var (mean, sd) = ((double)window["mean"]!, (double)window["sd"]!);
            Treated.Near(mean - (Student[pairs.Count] * sd / Math.Sqrt(pairs.Count)), window["ci95"]![0]);
            Treated.Near(mean + (Student[pairs.Count] * sd / Math.Sqrt(pairs.Count)), window["ci95"]![1]);
            Treated.Near(pairs.Average(p => p.Total - p.Baseline), window["meanChange"]);
            Treated.Near(pairs.Average(p => 100.0 * (p.Total - p.Baseline) / p.Baseline), window["percentChange"]!["mean"]);
            Assert.Equal(pairs.Count(p => 2 * p.Total <= p.Baseline), (int)window["responders"]!);
            Assert.Equal(pairs.Count(p => p.Total <= 12), (int)window["remitters"]!);
        }
    }

    [Fact]
    public async Task The_baseline_decides_what_changed_and_not_how_ill_patients_are()
    {
        var (before, after) = (Totals(Published["ketamine"][0], lowest: 13), Totals(Published["ketamine"][1], lowest: 0));
        for (var i = 0; i < Patients; i++)
        {
            await Treated.Once(
                service.Client, "both", "MADRS", "MADRS-24hr", (Duration.FromDays(-20), 40 + (i % 7)), (Duration.FromHours(-1), before[i]!.Value), (Duration.FromDays(1), after[i]!.Value));
        }

        var (dose, screening) = (await Day1("last-pre-dose"), await Day1("screening"));
        Assert.Equal((double)dose.Window["mean"]!, (double)screening.Window["mean"]!);
        Assert.Equal(25.1, Printed(dose.Baseline));
        Treated.Near(screening.Baseline - dose.Baseline, (double)dose.Window["meanChange"]! - (double)screening.Window["meanChange"]!);
        Assert.NotEqual((int)dose.Window["responders"]!, (int)screening.Window["responders"]!);

        async Task<(double Baseline, JsonNode Window)> Day1(string baseline)
        {
            var onset = (await service.Client.Get($"/v1/cohorts/onset?instrument=MADRS&protocol=both&baseline={baseline}&windows=P1D%2B-PT6H")).Is(200);
            Assert.Equal(baseline, (string)onset["baselineRule"]!);
            return ((double)onset["baseline"]["mean"]!, onset["windows"][0]!);
        }
    }

    private static double Printed(double figure) => Math.Round(figure, 1, MidpointRounding.AwayFromZero);

    /// <summary>One total a patient, null where one is missing, with mean, SD and n as printed.</summary>
    private static int?[] Totals((double Mean, double Sd, int N) published, int lowest)
    {
        var random = new Random(1);
        var totals = Enumerable.Range(0, published.N).Select(i => Math.Clamp((int)(published.Mean + (i % 2 == 0 ? published.Sd : -published.Sd)), lowest, 60)).ToArray();
        while (Off(totals) > 0)
        {
            var (i, before, off) = (random.Next(published.N), totals[..], Off(totals));
            totals[i] = Math.Clamp(totals[i] + random.Next(-3, 4), lowest, 60);
            var j = random.Next(published.N);
            totals[j] = Math.Clamp(totals[j] + random.Next(-3, 4), lowest, 60);
            totals = Off(totals) <= off ? totals : before;
        }

        return [.. totals.Select(t => (int?)t), .. Enumerable.Repeat((int?)null, Patients - published.N)];

        double Off(int[] values)
        {
            var mean = values.Average();
            var sd = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            return Printed(mean) == published.Mean && Printed(sd) == published.Sd ? 0 : Math.Abs(mean - published.Mean) + Math.Abs(sd - published.Sd);
        }
    }
}
