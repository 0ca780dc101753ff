using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Tests.Cohorts;

/// <summary>
/// A cohort's answer against figures that are made anew, session by session, of the rows as they stand: after random
/// corrections, retractions and late entries, whatever the order in which things were recorded.
/// </summary>
public sealed class CohortPropertyTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly CourseGap Gap = new(Course.DefaultGap, DateTimeZone.Utc);
    private static readonly Instrument Vas = InstrumentCatalogue.Find("VASANX")!;

    [Theory]
    [InlineData(21, "last-pre-dose", BaselineRule.LastPreDose)]
    [InlineData(22, "screening", BaselineRule.Screening)]
    [InlineData(23, "mean-pre-dose", BaselineRule.MeanPreDose)]
    public async Task A_cohort_is_always_what_its_rows_say_after_corrections_and_retractions(int seed, string baseline, BaselineRule rule)
    {
        var random = new Random(seed);
        var protocol = $"rows-{seed}";
        var options = new OnsetOptions { BaselineRule = rule };
        var (starts, scores, sessions) = await Record(random, protocol);
        await Compare(protocol, baseline, options);

        // In passes, so that what is corrected may be retracted later, and what is left is looked at after each.
        for (var pass = 0; pass < 3; pass++)
        {
            foreach (var score in scores.Where(_ => random.Next(6) == 0).ToList())
            {
                await Change(random, $"/v1/scores/{score}", $$"""{"reason":"misread","total":{{random.Next(101)}}}""");
            }

            foreach (var start in starts.Where(_ => random.Next(6) == 0).ToList())
            {
                var current = (await service.Client.Get($"/v1/infusion-events/{start}")).Is(200);
                var moved = InstantPattern.ExtendedIso.Parse((string)current["occurredAt"]!).Value + Duration.FromMinutes(random.Next(-300, 300));
                if ((string)current["status"]! != "entered-in-error")
                {
                    // One past its stop is refused, and the rows stay as they are.
                    var corrected = await service.Client.Correct(
                        $"/v1/infusion-events/{start}", $$"""{"reason":"clock was off","occurredAt":"{{InstantPattern.ExtendedIso.Format(moved)}}"}""", current.ETag);
                    Assert.True(corrected.Status is 200 or 409 or 422, corrected.Text);
                }
            }

            (await service.Client.Retract($"/v1/sessions/{sessions[random.Next(sessions.Count)]}")).Is(200);
            await Compare(protocol, baseline, options);
        }
    }

    [Fact]
    public async Task The_order_in_which_things_were_recorded_is_no_matter()
    {
        foreach (var (protocol, order) in new[] { ("in-order", 1), ("backwards", -1) })
        {
            for (var i = 0; i < 6; i++)
            {
                var patient = await Given.Patient(service.Client);
                var entries = Enumerable.Range(0, 3).SelectMany(n => new (int Hours, int? Total)[] { ((n * 336) - 1, 80), (n * 336, null), ((n * 336) + 24, 20 + (7 * i)), ((n * 336) + 70, 60 - i) });
                foreach (var (hours, total) in order > 0 ? entries : entries.Reverse())
                {
                    var at = Treated.At(Duration.FromHours(hours));
                    if (total is { } points)
                    {
                        await Rated.Total(service.Client, patient, at, points, "VASANX");
                    }
                    else
                    {
                        await Given.StartedSession(service.Client, at, patient, $"\"protocol\":\"{protocol}\"");
                    }
                }
            }
        }

        foreach (var question in new[] { "onset?unit=session", "time-to-event?event=relapse", "time-to-event?event=response&unit=session&groupBy=ordinal" })
        {
            var (one, other) = (await Ask("in-order"), await Ask("backwards"));
            Assert.Equal(one, other);

            async Task<string> Ask(string protocol) =>
                (await service.Client.Get($"/v1/cohorts/{question}&instrument=VASANX&protocol={protocol}")).Is(200).Text;
        }
    }

    private async Task<(List<string> Starts, List<string> Scores, List<string> Sessions)> Record(Random random, string protocol)
    {
        List<string> starts = [], scores = [], sessions = [];
        for (var i = 0; i < 9; i++)
        {
            var patient = await Given.Patient(service.Client);
            var hours = 0;
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var session = await Given.Session(service.Client, patient, $"\"protocol\":\"{(random.Next(5) == 0 ? "else" : protocol)}\"");
                sessions.Add(session);
                starts.Add((await Given.Event(service.Client, session, "start", Treated.At(Duration.FromHours(hours)), "\"rate\":{\"value\":10,\"unit\":\"mg/h\"}")).Id);
                if (random.Next(2) == 0)
                {
                    await Given.Event(service.Client, session, "stop", Treated.At(Duration.FromHours(hours + random.Next(1, 20))));
                }

                hours += random.Next(3) == 0 ? random.Next(20) : random.Next(60, 900);
            }

            foreach (var hour in Enumerable.Range(-120, hours + 200).Where(_ => random.Next(40) == 0).OrderBy(_ => random.Next()))
            {
                scores.Add((await Rated.Total(service.Client, patient, Treated.At(Duration.FromHours(hour)), random.Next(0, 101), "VASANX")).Id);
            }
        }

        return (starts, scores, sessions);
    }

    private async Task Change(Random random, string path, string body)
    {
        var current = (await service.Client.Get(path)).Is(200);
        if ((string)current["status"]! != "entered-in-error")
        {
            _ = random.Next(3) == 0 ? (await service.Client.Retract(path)).Is(200) : (await service.Client.Correct(path, body, current.ETag)).Is(200);
        }
    }

    private async Task Compare(string protocol, string baseline, OnsetOptions options)
    {
        var onsets = await Onsets(protocol, options);
        foreach (var unit in new[] { "patient", "session" })
        {
            var chosen = unit == "session" ? onsets : [.. onsets.GroupBy(o => o.Patient).Select(g => g.OrderBy(o => o.Onset.Alignment.T0).ThenBy(o => o.Session).First())];
            var counted = chosen.Where(o => !o.Overlaps && o.Onset.ResponseNotEvaluable is null).Select(o => o.Onset).ToList();
            var query = $"instrument=VASANX&protocol={protocol}&unit={unit}&baseline={baseline}";

            var answer = (await service.Client.Get("/v1/cohorts/onset?" + query)).Is(200);
            Assert.Equal((onsets.Count, counted.Count), ((int)answer["cohort"]!, (int)answer["counted"]!));
            Assert.Equal(onsets.Count, counted.Count + Treated.LeftOut(answer));
            Assert.Equal(chosen.Count(o => o.Overlaps), (int)answer["leftOut"]["overlapping"]!);
            foreach (var window in answer["windows"].AsArray())
            {
                var points = counted.SelectMany(o => o.Points).Where(p => p.Window?.Name == (string)window!["window"]!).ToList();
                Same(points.Select(p => (double)p.Score.Total), window!["n"], window["mean"], window["sd"]);
                Same(points.Select(p => p.PercentChange!.Value), window["percentChange"]!["n"], window["percentChange"]!["mean"], window["percentChange"]!["sd"]);
                Assert.Equal(points.Count(p => p.Response == true), (int?)window["responders"] ?? 0);
            }

            var times = (await service.Client.Get("/v1/cohorts/time-to-event?event=response&" + query)).Is(200);
            var curve = SurvivalCurve.Of(FollowUpCounts.Of(counted.Select(o => new FollowUp(
                o.FirstResponse?.Elapsed ?? o.EligiblePoints.Select(p => p.Elapsed).DefaultIfEmpty(Duration.Zero).Last(), o.FirstResponse is not null))));
            var group = times["groups"].AsArray().SingleOrDefault();
            Assert.Equal(counted.Count > 0, group is not null);
            Assert.Equal(
                curve.Rows.Select(row => (row.Time.TotalMinutes, row.AtRisk!.Value, row.Events, row.Survival)),
                (group?["curve"]!.AsArray() ?? []).Select(row => ((double)row!["elapsedMinutes"]!, (int)row["atRisk"]!, (int)row["events"]!, (double)row["survival"]!)));
        }
    }

    /// <summary>The onset of every session of the protocol, from the rows as they stand.</summary>
    private async Task<List<(string Patient, Guid Session, bool Overlaps, SessionOnset Onset)>> Onsets(string protocol, OnsetOptions options)
    {
        var sessions = await Rows("select patient_id, id, started_at, ended_at, medication, protocol from session where started_at is not null and status <> 'entered-in-error'");
        var scores = await Rows("select patient_id, id, version, assessed_at, created_at, total from score where status <> 'entered-in-error'");
        return
        [
            .. sessions.Where(s => (string?)s["protocol"] == protocol).Select(s =>
            {
                var patient = (string)s["patient_id"]!;
                var infusions = sessions.Where(i => (string)i["patient_id"]! == patient)
                    .Select(i => new Infusion(Guid.Parse((string)i["id"]!), At(i["started_at"]), (string)i["medication"]!)).ToList();
                var rated = scores.Where(r => (string)r["patient_id"]! == patient)
                    .Select(r => new ScorePoint(Guid.Parse((string)r["id"]!), (int)r["version"]!, At(r["assessed_at"]), At(r["created_at"]), (decimal)r["total"]!)).ToList();
                var id = Guid.Parse((string)s["id"]!);
                var overlaps = sessions.Exists(other => (string)other["patient_id"]! == patient && other != s && (Overlap(s, other) || Overlap(other, s)));
                return (patient, id, overlaps, SessionOnset.Of(Vas, ScoreLine.Of(rated), Alignment.ToSession(InfusionLine.Of(infusions, Gap), id), options));
            }),
        ];

        static bool Overlap(JsonNode one, JsonNode later) =>
            At(one["started_at"]) == At(later["started_at"])
            || (At(one["started_at"]) < At(later["started_at"]) && one["ended_at"] is { } stop && At(later["started_at"]) < At(stop));

        static Instant At(JsonNode? time) => OffsetDateTimePattern.ExtendedIso.Parse((string)time!).Value.ToInstant();
    }

    private async Task<List<JsonNode>> Rows(string select)
    {
        var text = (string?)await service.Superuser($"select json_agg(r)::text from ({select} and clinic_id = '{service.ClinicId}') r");
        return [.. (text is null ? [] : JsonNode.Parse(text)!.AsArray()).Select(row => row!)];
    }

    private static void Same(IEnumerable<double> values, JsonNode? n, JsonNode? mean, JsonNode? sd)
    {
        var all = values.ToList();
        var average = all.Count == 0 ? 0 : all.Average();
        Assert.Equal(all.Count.ToString(CultureInfo.InvariantCulture), n!.ToJsonString());
        Treated.Near(all.Count == 0 ? null : average, mean);
        Treated.Near(all.Count < 2 ? null : Math.Sqrt(all.Sum(v => (v - average) * (v - average)) / (all.Count - 1)), sd);
    }
}
