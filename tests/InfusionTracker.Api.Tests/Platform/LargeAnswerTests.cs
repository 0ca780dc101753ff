using System.Collections;
using System.Globalization;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Protocols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Answers that are large, or that come too late.</summary>
public sealed class LargeAnswerTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Cohort = "/v1/cohorts/onset?instrument=VASANX";

    [Fact]
    public async Task A_refusal_goes_out_alone_where_the_request_was_over_before_its_answer()
    {
        await using var app = await Answering(context =>
        {
            context.RequestAborted.WaitHandle.WaitOne();
            return Answers.Write(context, new Page<Protocol>([], null, null));
        });
        using var client = new ApiClient(new Uri(app.Urls.First()), null);
        var answer = (await client.Get("/")).Is(504);
        Assert.Equal("/problems/timeout", (string)answer["type"]!);
        Assert.DoesNotContain("items", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_half_made_when_the_request_is_over_is_broken_off()
    {
        await using var app = await Answering(context => Answers.Write(context, new Page<Protocol>(new Late(context.RequestAborted), null, null)));
        using var client = new ApiClient(new Uri(app.Urls.First()), null);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Get("/"));
    }

    [Fact]
    public async Task A_session_of_thousands_of_readings_is_told_to_the_last_one()
    {
        var session = await Measured(service.Client, 2_500);
        var answer = (await service.Client.Get($"/v1/sessions/{session}/series?codes=8867-4")).Is(200);
        var points = answer["series"]![0]!["points"]!.AsArray();
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => 60 + (i % 40)), points.Select(p => (int)p!["value"]!));
        Assert.Equal(2_500, (int)answer["series"]![0]!["n"]!);
        var buckets = (await service.Client.Get($"/v1/sessions/{session}/series?codes=8867-4&bucket=PT10M")).Is(200)["series"]![0]!["buckets"]!.AsArray();
        Assert.Equal([600, 600, 600, 600, 100], buckets.Select(b => (int)b!["n"]!));
    }

    [Fact]
    public async Task One_clinics_large_answers_leave_places_to_another_and_to_all_that_is_little()
    {
        await using var app = await service.AnotherInstance("--Database:MuchAtOnce=2", "--Database:Waiting=0", "--Requests:Seconds=60");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        using var other = new ApiClient(new Uri(app.Urls.First()), service.OtherClient.Key);
        var (large, little, others) = (await Measured(client, 2_001), await Measured(client, 2), await Measured(other, 2_001));
        await using var held = new NpgsqlConnection(service.Superuser());
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("begin; lock table score in access exclusive mode", held);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var working = client.Get(Cohort);
        while (!working.IsCompleted && (long)(await service.Superuser("select count(*) from pg_locks where relation = 'score'::regclass and not granted"))! == 0)
        {
            // The cohort is on its way to its place.
        }

        Assert.Equal("1", (await client.Get(Cohort)).Is(503).Headers.RetryAfter!.ToString());
        (await client.Get($"/v1/sessions/{large}/series")).Is(503);
        (await client.Get($"/v1/sessions/{little}/series")).Is(200);
        (await other.Get($"/v1/sessions/{others}/series")).Is(200);
        await held.DisposeAsync();
        (await working).Is(200);
        (await client.Get(Cohort)).Is(200);
        (await client.Get($"/v1/sessions/{large}/series")).Is(200);
    }

    [Fact]
    public async Task Who_asks_for_much_waits_for_a_place_of_the_clinic()
    {
        await using var app = await service.AnotherInstance("--Database:MuchAtOnce=2");
        using var client = new ApiClient(new Uri(app.Urls.First()), service.Client.Key);
        var large = await Measured(client, 2_001);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.Get($"/v1/sessions/{large}/series")));
        Assert.All(answers, answer => Assert.Equal(2_001, (int)answer.Is(200)["series"]![0]!["n"]!));
    }

    [Fact]
    public void A_computation_ends_with_its_request()
    {
        using var over = new CancellationTokenSource();
        var caller = new Caller { ClinicId = default, Scope = "", RequestId = "", Operation = "", Aborted = over.Token };
        var done = new List<int>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var i in Enumerable.Range(0, 10).While(caller))
            {
                done.Add(i);
                if (i == 3)
                {
                    over.Cancel();
                }
            }
        });
        Assert.Equal([0, 1, 2, 3], done);
    }

    /// <summary>A session with so many heart rates, one a second from its start.</summary>
    private static async Task<string> Measured(ApiClient client, int readings)
    {
        var start = Instant.FromUtc(2026, 6, 15, 10, 0);
        var session = await Given.StartedSession(client, "2026-06-15T10:00:00Z");
        foreach (var batch in Enumerable.Range(0, readings).Chunk(1000))
        {
            var items = batch.Select(i => string.Create(CultureInfo.InvariantCulture, $$"""
                {"code":"8867-4","value":{{60 + (i % 40)}},"unit":"/min","observedAt":"{{start + Duration.FromSeconds(i)}}","performer":"rn-17"}
                """));
            (await client.Post($"/v1/sessions/{session}/observations", $"[{string.Join(',', items)}]")).Is(201);
        }

        return session;
    }

    /// <summary>A server with what stands around every answer, and the time of a request that is soon over.</summary>
    private static async Task<WebApplication> Answering(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Requests:Seconds", "0.2")]);
        builder.Services.AddRequestTimeouts(timeouts => HttpLimits.Configure(timeouts, builder.Configuration));
        var app = builder.Build();
        app.Use(next => context => RequestPipeline.AnswerProblems(context, next));
        app.UseRouting();
        app.UseRequestTimeouts();
        app.MapGet("/", answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Records of which the first comes when the request is over.</summary>
    private sealed class Late(CancellationToken over) : IReadOnlyList<Protocol>
    {
        public int Count => 0;

        public Protocol this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<Protocol> GetEnumerator()
        {
            over.WaitHandle.WaitOne();
            yield break;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
