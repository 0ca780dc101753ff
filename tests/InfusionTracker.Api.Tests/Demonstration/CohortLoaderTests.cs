using System.Net;
using InfusionTracker.Api.Demonstration;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Demonstration;

/// <summary>The invented cohort as it comes to the service, and what is found in it there.</summary>
public sealed class CohortLoaderTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly CohortDesign Design = CohortDesign.Load();

    private static readonly CohortDesign Small = Design with { Clinics = [.. Design.Clinics.Select(c => c with { Patients = 3 })] };

    [Fact]
    public async Task A_cohort_that_is_there_is_left_alone()
    {
        var stories = Stories(Small, 11);
        var before = await Counts();
        Assert.Equal(6, await Load(stories));
        var after = await Counts();
        Assert.Equal(Expected(stories, before), after);
        Assert.Equal(0, await Load(stories));
        Assert.Equal(after, await Counts());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(95)]
    public async Task A_cohort_that_was_cut_off_is_completed_with_nothing_twice(int requests)
    {
        var stories = Stories(Small, 20 + (ulong)requests);
        var before = await Counts();
        using (var ended = new CancellationTokenSource())
        using (var cutOff = new HttpClient(new CutOff(requests, ended)) { BaseAddress = service.Url })
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Load(stories, cutOff, ended));
        }

        var between = await Counts();
        Assert.NotEqual(before, between);
        await Load(stories);
        Assert.Equal(Expected(stories, before), await Counts());
    }

    [Fact]
    public async Task A_request_that_fails_is_sent_again_and_nothing_is_there_twice()
    {
        var stories = Stories(Small, 41);
        var before = await Counts();
        using var network = new Unreliable();
        using var client = new HttpClient(network) { BaseAddress = service.Url };
        Assert.Equal(6, await Load(stories, client));
        Assert.True(network.Failures > 50);
        Assert.Equal(Expected(stories, before), await Counts());
    }

    [Fact]
    public async Task A_patient_that_the_service_refuses_keeps_no_other_from_being_filled_in()
    {
        var stories = Stories(Small, 42);
        var wrong = stories[2] with { Requests = [stories[2].Requests[0], CohortRequest.Retraction($"/v1/scores/{Guid.Empty}", "There is none.")] };
        var failures = new List<string>();
        Assert.Equal(5, await Load([.. stories.Where(s => s.PatientId != wrong.PatientId), wrong], failures: failures));
        Assert.Contains("was answered 404", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_requests_again_change_nothing()
    {
        // What is cut off in its last request is sent again as a whole, corrections and retractions too.
        var stories = Stories(Small, 31);
        await Load(stories.Select(s => s with { ClosingScoreId = Guid.Empty }));
        var after = await Counts();
        await Load(stories.Select(s => s with { ClosingScoreId = Guid.Empty }));
        Assert.Equal(after, await Counts());
    }

    [Fact]
    public async Task The_half_milligram_responds_within_hours_and_the_control_does_not()
    {
        var stories = Stories(Trial(Design.Indications.Where(i => i.Code == "generalized-anxiety-disorder"), 40), 5);
        await Load(Rated(stories));
        var rates = await RespondersByFourHours(stories, s => s.Protocol.Code);
        Assert.True(rates["iv-0.5-mg-kg-40-min"] > 0.5, string.Join(", ", rates));
        Assert.True(rates["iv-0.5-mg-kg-40-min"] > rates["iv-0.2-mg-kg-40-min"] + 0.2, string.Join(", ", rates));
        Assert.True(rates["midazolam-0.045-mg-kg-40-min"] < 0.2, string.Join(", ", rates));
    }

    [Fact]
    public async Task Traumatic_stress_responds_more_slowly_than_general_anxiety()
    {
        string[] two = ["generalized-anxiety-disorder", "post-traumatic-stress-disorder"];
        var trial = Trial(Design.Indications.Where(i => two.Contains(i.Code)), 30) with { Protocols = [Design.Protocols[0]] };
        var stories = Stories(trial, 6);
        await Load(Rated(stories));
        var rates = await RespondersByFourHours(stories, s => s.Indication.Code);
        Assert.True(rates[two[0]] > rates[two[1]] + 0.3, string.Join(", ", rates));
    }

    [Fact]
    public async Task The_example_of_a_response_is_one()
    {
        var stories = Stories(Trial(Design.Indications, 12), 7);
        await Load(Rated(stories));
        var example = stories.First(s => s.RespondsWithinHours);
        var onset = (await service.Client.Get($"/v1/sessions/{example.FirstSessionId}/onset?instrument={example.Indication.Instrument}")).Is(200);
        Assert.NotNull(onset["firstResponse"]);
    }

    /// <summary>One clinic, one session a patient, nobody lost and nothing mistyped.</summary>
    private static CohortDesign Trial(IEnumerable<IndicationDesign> indications, int patients) => Design with
    {
        Clinics = [Design.Clinics[0] with { Patients = patients }],
        Indications = [.. indications.Select(i => i with { Weight = 1 })],
        Protocols = [.. Design.Protocols.Select(p => p with { Weight = 1 })],
        Courses = [new CourseDesign(1, 1)],
        NoBaseline = 0,
        DropoutAfterSession = 0,
        CorrectedReading = 0,
        RetractedReading = 0,
        CorrectedScore = 0,
    };

    /// <summary>The stories without their readings, which onset does not ask for.</summary>
    private static IEnumerable<PatientStory> Rated(IEnumerable<PatientStory> stories) =>
        stories.Select(s => s with { Requests = [.. s.Requests.Where(r => r.Record != CohortRecord.Observation)] });

    private async Task<Dictionary<string, double>> RespondersByFourHours(IEnumerable<PatientStory> stories, Func<PatientStory, string> group)
    {
        var found = new List<(string Group, bool Responds)>();
        foreach (var story in stories.Where(s => s.FirstSessionId is not null))
        {
            var onset = (await service.Client.Get($"/v1/sessions/{story.FirstSessionId}/onset?instrument={story.Indication.Instrument}")).Is(200);
            found.Add((group(story), onset.Json!["firstResponse"]?["elapsedMinutes"] is { } minutes && (decimal)minutes < 300));
        }

        return found.GroupBy(f => f.Group).ToDictionary(g => g.Key, g => g.Average(f => f.Responds ? 1.0 : 0));
    }

    /// <summary>A cohort with patients' numbers of its own, since the tests share the clinics.</summary>
    private static List<PatientStory> Stories(CohortDesign design, ulong seed) =>
        [.. new Cohort(design with { Clinics = [.. design.Clinics.Select(c => c with { Prefix = $"{c.Prefix}{seed}" })] }, seed, RunningService.Now).Stories()];

    /// <returns>How many patients something was sent of, and all of what belongs to them.</returns>
    private async Task<int> Load(
        IEnumerable<PatientStory> stories, HttpClient? client = null, CancellationTokenSource? ended = null, List<string>? failures = null)
    {
        using var own = new HttpClient { BaseAddress = service.Url };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, ended?.Token ?? default);
        var sent = 0;
        var incomplete = await new CohortLoader(client ?? own, [service.Client.Key!, service.OtherClient.Key!], pause: TimeSpan.FromMilliseconds(1))
            .Load(stories, (_, any) => sent += any ? 1 : 0, stop.Token);
        if (failures is null)
        {
            Assert.Empty(incomplete);
        }

        failures?.AddRange(incomplete);
        return sent;
    }

    /// <summary>What there is once the stories are in, if there was so much before.</summary>
    private static long[] Expected(IEnumerable<PatientStory> stories, long[] before)
    {
        var requests = stories.SelectMany(s => s.Requests).ToList();
        CohortRecord[] records =
            [CohortRecord.Patient, CohortRecord.Session, CohortRecord.InfusionEvent, CohortRecord.Observation, CohortRecord.AdverseEvent, CohortRecord.Score];
        return [.. records.Zip(before, (record, count) => count + requests.Where(r => r.Record == record).Sum(r => (long)r.Count))];
    }

    private async Task<long[]> Counts() => (long[])(await service.Superuser("""
        select array[(select count(*) from patient), (select count(*) from session), (select count(*) from infusion_event),
                     (select count(*) from observation), (select count(*) from adverse_event), (select count(*) from score)]
        """))!;

    /// <summary>A process that is ended after so many requests, the last of which the service still does.</summary>
    private sealed class CutOff(int requests, CancellationTokenSource end) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _sent;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _sent) > requests + 6)
            {
                await end.CancelAsync();
                throw new HttpRequestException("The process is gone.");
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A network, and a service behind it, that fail in turn: before a request is done, after it, and by a status.</summary>
    private sealed class Unreliable() : DelegatingHandler(new SocketsHttpHandler())
    {
        private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];
        private int _sent;

        public int Failures => _sent / 3;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = Interlocked.Increment(ref _sent);
            switch (sent % 9)
            {
                case 0:
                    throw new HttpRequestException("The cable is out.");
                case 3:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    throw new IOException("The answer is lost.");
                case 6:
                    return new HttpResponseMessage(Refusals[sent / 9 % 3]) { RequestMessage = request };
                default:
                    return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
