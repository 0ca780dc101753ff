using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>The real executable, told to stop, and beset by connections that never come to the point.</summary>
public sealed class OverloadTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task Told_to_stop_the_service_is_not_ready_first_and_works_on_and_ends_in_order_with_nothing_lost()
    {
        var ledger = new Ledger(installation);
        await ledger.While(async () =>
        {
            await ledger.More(20);
            var ended = installation.Service.Terminate();
            using var http = new HttpClient { BaseAddress = installation.Service.Url };
            for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
            {
                using var ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    break;
                }

                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(4), "The service was told to stop, and says that it is ready.");
            }

            await ledger.More(20);
            Assert.False(ended.IsCompleted);
            Assert.Equal(0, await ended);
        });
        await installation.StartService();
        Assert.Empty(await Invariants.Broken(installation, ledger));
    }

    [Fact]
    public async Task Five_hundred_connections_that_never_come_to_the_point_keep_nobody_else_from_an_answer()
    {
        using var http = new HttpClient { BaseAddress = installation.Service.Url, Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Clinics[0].Key);
        await Slowest(http);
        var alone = await Slowest(http);
        var idlers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 500; i++)
            {
                var idler = new TcpClient();
                idlers.Add(idler);
                await idler.ConnectAsync(installation.Service.Url.Host, installation.Service.Url.Port, TestContext.Current.CancellationToken);
                await idler.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0
                    ? "GET /v1/patients HTTP/1.1\r\nHost: x\r\nX-Slow: "
                    : $"POST /v1/patients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {installation.Clinics[0].Key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"), TestContext.Current.CancellationToken);
            }

            var beset = await Slowest(http);
            TestContext.Current.SendDiagnosticMessage($"99 % of requests took at most {alone.TotalMilliseconds:F1} ms alone, {beset.TotalMilliseconds:F1} ms beside 500 slow connections.");
        }
        finally
        {
            idlers.ForEach(idler => idler.Dispose());
        }
    }

    /// <summary>What 99 of 100 requests take at most; each of them is answered.</summary>
    private static async Task<TimeSpan> Slowest(HttpClient http)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 200; i++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync("/v1/patients?limit=1", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            times.Add(watch.Elapsed);
        }

        return times.Order().ElementAt(197);
    }
}
