using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// 500 connections at once whose clients send their headers, or their bodies, or take an export or a large page, at a byte
/// a second. Others notice little, and no connection of the database is kept for a reader that takes nothing.
/// </summary>
internal static class SlowClients
{
    private const int Connections = 500;
    private const int PerSecond = 100;
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(10);

    /// <summary>They come one after the other, over so long.</summary>
    private static readonly TimeSpan s_come = TimeSpan.FromSeconds(2);

    /// <summary>Twice what an export may stall in the harness (<see cref="ServiceProcess"/>), and the time of the others.</summary>
    private static readonly TimeSpan s_letGoWithin = TimeSpan.FromSeconds(20);

    public static async Task Run(Strike strike)
    {
        await MuchToRead(strike.Installation);
        await Load.Closed(strike.Ledger, 8, TimeSpan.FromSeconds(3));
        for (; strike.Done < strike.Runs; strike.Done++)
        {
            await Once(strike);
        }
    }

    private static async Task Once(Strike strike)
    {
        var alone = await Load.AtRate(strike.Ledger, PerSecond, () => Task.Delay(s_measured));
        using var end = new CancellationTokenSource();
        var answers = Enumerable.Range(0, Connections).Select(i => Task.Run(() => Crawl(strike.Installation, i, end.Token))).ToArray();
        var taken = false;
        for (var waited = Stopwatch.StartNew(); !taken && waited.Elapsed < s_letGoWithin; await Task.Delay(50))
        {
            taken = await Export(strike.Installation) == HttpStatusCode.ServiceUnavailable;
        }

        if (!taken)
        {
            strike.Broken.Add("The slow readers never had every place for exports, so that nothing is shown.");
        }

        // Not how they come, but that they stay, is what is measured.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var beset = await Load.AtRate(strike.Ledger, PerSecond, () => Task.Delay(s_measured));
        var kept = Stopwatch.StartNew();
        while (await Export(strike.Installation) != HttpStatusCode.OK)
        {
            if (kept.Elapsed > s_letGoWithin)
            {
                strike.Broken.Add("Readers that take nothing keep the places for exports, and their connections of the database.");
                break;
            }

            await Task.Delay(100);
        }

        var (slowest, usual) = (beset.Slowest("201"), alone.Slowest("201"));
        strike.Said.Add($"99 % of writes took at most {usual.TotalMilliseconds:0.0} ms alone and {slowest.TotalMilliseconds:0.0} ms beside {Connections} slow connections.");
        if (slowest > 2 * usual)
        {
            strike.Late.Add("It more than doubled.");
        }

        if (beset.Answers.Count - beset.Count("201") is > 0 and var failed)
        {
            strike.Late.Add($"{failed} requests of others failed.");
        }

        await end.CancelAsync();
        await Task.WhenAll(answers);
    }

    /// <summary>Somebody else's export, a small one.</summary>
    private static async Task<HttpStatusCode> Export(Installation installation)
    {
        using var http = new HttpClient { BaseAddress = installation.Service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Clinics[1].Key);
        using var answer = await http.GetAsync("/v1/exports/sessions.ndjson");
        return answer.StatusCode;
    }

    /// <summary>A client that sends or takes a byte a second, until the service or the row has had enough.</summary>
    private static async Task Crawl(Installation installation, int number, CancellationToken end)
    {
        var authorization = $"Host: x\r\nAuthorization: Bearer {installation.Clinics[0].Key}\r\n";
        var (opening, reads) = (number % 5) switch
        {
            0 or 1 => ("GET /v1/patients HTTP/1.1\r\nHost: x\r\nX-Slow: ", false),
            2 or 3 => ($"POST /v1/patients HTTP/1.1\r\n{authorization}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{", false),
            _ when number % 10 == 4 => ($"GET /v1/exports/observations.ndjson HTTP/1.1\r\n{authorization}\r\n", true),
            _ => ($"GET /v1/sessions/{installation.Clinics[0].Session}/observations?limit=500 HTTP/1.1\r\n{authorization}\r\n", true),
        };
        try
        {
            // What begins in the same millisecond is given up in the same millisecond, which no 500 clients would do.
            await Task.Delay(s_come * number / Connections, end);

            // What the system takes in advance is taken all the same: as little of it as can be.
            using var client = new TcpClient { ReceiveBufferSize = 4096 };
            await client.ConnectAsync(installation.Service.Url.Host, installation.Service.Url.Port, end);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(opening), end);
            var one = new byte[] { (byte)' ' };
            for (var left = false; !left; await Task.Delay(1000, end))
            {
                if (reads)
                {
                    left = await stream.ReadAsync(one, end) == 0;
                }
                else
                {
                    await stream.WriteAsync(one, end);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Broken off, as it should be, or at the end of the row.
        }
    }

    /// <summary>Observations whose export, of about 15 MB, is more than the systems at both ends take in advance.</summary>
    private static async Task MuchToRead(Installation installation)
    {
        var clinic = installation.Clinics[0];
        for (var i = 0; i < 4; i++)
        {
            await installation.Execute(
                $"""
                begin;
                set local app.clinic_id = '{clinic.Id}';
                insert into observation (clinic_id, id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer)
                select '{clinic.Id}', gen_random_uuid(), '{clinic.Session}', '8867-4', 72, '/min', 72, '/min', now(), repeat('-', 100)
                from generate_series(1, 10000);
                commit
                """);
        }
    }
}
