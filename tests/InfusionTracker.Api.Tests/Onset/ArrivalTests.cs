using System.Globalization;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Onset;

/// <summary>
/// A chart tells by when things happened. Two charts of one story are kept: one as it happened, one in a random order of
/// arrival, with slips that are corrected and records that should never have been and are retracted.
/// </summary>
public sealed partial class ArrivalTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly DateTimeOffset FirstDay = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task The_order_of_arrival_slips_that_were_corrected_and_what_was_retracted_change_no_answer(int seed)
    {
        var random = new Random(seed);
        var starts = Starts(random);
        var story = Story(random, starts);

        var asItHappened = await Chart.Open(service.Client, starts.Count);
        foreach (var entry in story)
        {
            (await asItHappened.Record(entry, entry.Content)).Is(201);
        }

        var late = await Chart.Open(service.Client, starts.Count);
        await RecordInDisorder(late, story, random);
        await RecordAndRetractASession(late, FirstDay.AddDays(random.Next(1, 60)).AddMinutes(3));

        var expected = await asItHappened.Answers();
        Assert.Contains(expected, answer => answer.Contains("\"firstResponse\":{", StringComparison.Ordinal));
        Assert.Equal(expected, await late.Answers());
    }

    /// <summary>Starts of two to four infusions, some in one course and some not.</summary>
    private static List<DateTimeOffset> Starts(Random random)
    {
        var starts = new List<DateTimeOffset> { FirstDay };
        for (var more = random.Next(1, 4); more > 0; more--)
        {
            starts.Add(starts[^1].AddDays(random.Next(2, 25)).AddMinutes(random.Next(60)));
        }

        return starts;
    }

    /// <summary>What happened, in the order in which it did; no two things of a kind at one instant.</summary>
    private static List<Entry> Story(Random random, List<DateTimeOffset> starts)
    {
        var entries = new List<Entry> { Scored(FirstDay.AddHours(-2), 30 + random.Next(8)) };
        for (var session = 0; session < starts.Count; session++)
        {
            var t0 = starts[session];
            entries.Add(new(session, "infusion-events", t0, """ "type":"start","rate":{"value":52.5,"unit":"mg/h"} """));
            if (random.Next(2) == 0)
            {
                entries.Add(new(session, "infusion-events", t0.AddMinutes(7), """ "type":"rate-change","rate":{"value":0.5,"unit":"mg/kg/h"} """));
            }

            if (random.Next(2) == 0)
            {
                entries.Add(new(session, "infusion-events", t0.AddMinutes(12), """ "type":"pause" """));
                entries.Add(new(session, "infusion-events", t0.AddMinutes(19), """ "type":"resume" """));
            }

            entries.Add(new(session, "infusion-events", t0.AddMinutes(25), $$""" "type":"bolus","dose":{"value":{{random.Next(1, 9)}},"unit":"mg"} """));
            entries.Add(new(session, "infusion-events", t0.AddMinutes(40), """ "type":"stop" """));
            entries.AddRange(Enumerable.Range(0, 8).Select(k => new Entry(
                session, "observations", t0.AddMinutes((k * 6) - 3), $$""" "code":"8867-4","unit":"/min","value":{{random.Next(60, 110)}} """)));
            entries.AddRange(((double[])[40, 120, 240, 1440, 2880]).Select(minutes =>
                Scored(t0.AddMinutes(minutes + random.Next(9)), random.Next(3, 30))));
        }

        return [.. entries.OrderBy(e => e.At)];

        static Entry Scored(DateTimeOffset at, int total) =>
            new(null, "scores", at, $$""" "instrument":"HAMA","recallPeriod":"PT{{(at < FirstDay ? 24 : 1)}}H","total":{{total}} """);
    }

    private static async Task RecordInDisorder(Chart chart, List<Entry> story, Random random)
    {
        var waiting = new Queue<Entry>(story.OrderBy(_ => random.Next()));
        var refusals = 0;
        while (waiting.TryDequeue(out var entry))
        {
            var path = random.Next(4);
            if (path == 0 && entry.Slip is not null)
            {
                // Written by mistake, and taken back.
                await chart.Retract(entry, (await chart.Record(entry with { At = entry.At.AddSeconds(30) }, entry.Slip)).Is(201).Id);
            }

            var given = await chart.Record(entry, path == 1 && entry.Slip is not null ? entry.Slip : entry.Content);
            if (given.Status == 409)
            {
                Assert.True(++refusals < 500, "No order is ever accepted.");
                waiting.Enqueue(entry);
                continue;
            }

            if (path == 1 && entry.Slip is not null)
            {
                await chart.Correct(entry, given.Is(201));
            }

            given.Is(201);
        }
    }

    private static async Task RecordAndRetractASession(Chart chart, DateTimeOffset startedAt)
    {
        var session = await Given.StartedSession(chart.Client, startedAt.ToString("o", CultureInfo.InvariantCulture), chart.Patient);
        await Given.Event(chart.Client, session, "stop", startedAt.AddMinutes(40).ToString("o", CultureInfo.InvariantCulture));
        (await chart.Client.Retract($"/v1/sessions/{session}")).Is(200);
    }

    /// <summary>Something that happened.</summary>
    /// <param name="Session">Which session it is of, from 0; null for a score.</param>
    /// <param name="Kind">infusion-events, observations or scores.</param>
    /// <param name="At">When it happened.</param>
    /// <param name="Content">The members that say what.</param>
    private sealed record Entry(int? Session, string Kind, DateTimeOffset At, string Content)
    {
        /// <summary>The content with another figure, where it has one that may be wrong.</summary>
        public string? Slip => Kind == "infusion-events" ? null : Figure().Replace(Content, "$1 55");

        /// <summary>The right figure, as a correction.</summary>
        public string Correction => Figure().Match(Content).Value;
    }

    /// <summary>One of the two charts.</summary>
    private sealed record Chart(ApiClient Client, string Patient, List<string> Sessions)
    {
        public static async Task<Chart> Open(ApiClient client, int sessions)
        {
            var chart = new Chart(client, await Given.Patient(client), []);
            for (var i = 0; i < sessions; i++)
            {
                chart.Sessions.Add(await Given.Session(client, chart.Patient));
            }

            return chart;
        }

        public Task<Answer> Record(Entry entry, string content)
        {
            var at = entry.At.ToString("o", CultureInfo.InvariantCulture);
            return entry.Kind switch
            {
                "scores" => Client.Post("/v1/scores", $$"""{"patientId":"{{Patient}}","assessedAt":"{{at}}",{{content}}}"""),
                "observations" => Client.Post($"/v1/sessions/{Sessions[entry.Session!.Value]}/observations", $$"""{"performer":"rn-17","observedAt":"{{at}}",{{content}}}"""),
                _ => Client.Post($"/v1/sessions/{Sessions[entry.Session!.Value]}/infusion-events", $$"""{"performer":"rn-17","occurredAt":"{{at}}",{{content}}}"""),
            };
        }

        public async Task Retract(Entry entry, string id) => (await Client.Retract($"/v1/{entry.Kind}/{id}")).Is(200);

        public async Task Correct(Entry entry, Answer given) =>
            (await Client.Correct($"/v1/{entry.Kind}/{given.Id}", $$"""{"reason":"misread",{{entry.Correction}}}""", given.ETag)).Is(200);

        /// <summary>Every figure of the chart, without ids and versions, which tell of the way it was written.</summary>
        public async Task<List<string>> Answers()
        {
            var answers = new List<string>();
            foreach (var session in Sessions)
            {
                answers.Add(await Read($"/v1/sessions/{session}/dose"));
                answers.Add(await Read($"/v1/sessions/{session}/series?codes=8867-4&bucket=PT5M"));
                answers.Add(await Read($"/v1/sessions/{session}/onset?instrument=HAMA"));
                answers.Add(await Read($"/v1/sessions/{session}/onset?instrument=HAMA&scope=course&baseline=mean-pre-dose"));
            }

            answers.Add(await Read($"/v1/patients/{Patient}/trajectory?instrument=HAMA"));
            return answers;
        }

        private async Task<string> Read(string path) =>
            OfTheWriting().Replace((await Client.Get(path)).Is(200).Text, m => m.Value.StartsWith('"') ? "" : "id");
    }

    [GeneratedRegex("""("value":|"total":)\d+""")]
    private static partial Regex Figure();

    [GeneratedRegex("""[0-9a-f]{8}-[0-9a-f-]{27}|"version":\d+,?""")]
    private static partial Regex OfTheWriting();
}
