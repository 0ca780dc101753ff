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

    /// <summary>The clinic whose clients are slow, and one whose are not.</summary>
    private const int Slow = 0;

    private const int Other = 1;

    /// <summary>Long enough for all to be given up: bodies after 5 s, readers after 6, headers after 15.</summary>
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(18);

    /// <summary>Where times do not count: the bodies and the readers.</summary>
    private static readonly TimeSpan s_seen = TimeSpan.FromSeconds(10);

    /// <summary>They come one after the other, over so long.</summary>
    private static readonly TimeSpan s_come = TimeSpan.FromSeconds(2);

    /// <summary>Twice what an export may stall in the harness (<see cref="ServiceProcess"/>), and the time of the others.</summary>
    private static readonly TimeSpan s_letGoWithin = TimeSpan.FromSeconds(20);

    public static async Task Run(Strike strike)
    {
        await MuchToRead(strike.Installation);
        await Load.Closed(strike.Ledger, 8, TimeSpan.FromSeconds(8));
        for (var warmedUp = 0; strike.Runs > 1 && warmedUp < 2; warmedUp++)
        {
            // Where times count: the first hundreds that a process gives up are those of its compiler, as its first seconds are.
            await Beside(strike.Installation, () => Task.Delay(s_letGoWithin / 2));
        }

        for (; strike.Done < strike.Runs; strike.Done++)
        {
            await Once(strike);
        }
    }

    private static async Task Once(Strike strike)
    {
        var alone = await Load.AtRate(strike.Ledger, PerSecond, () => Task.Delay(Lasts(strike)));
        await Beside(strike.Installation, () => Compare(strike, alone));
    }

    /// <summary>What others are done while the slow clients are there, against what they were alone.</summary>
    private static async Task Compare(Strike strike, LoadFigures alone)
    {
        var taken = false;
        for (var waited = Stopwatch.StartNew(); !taken && waited.Elapsed < s_letGoWithin; await Task.Delay(50))
        {
            taken = await Export(strike.Installation, Slow) == HttpStatusCode.ServiceUnavailable;
        }

        if (!taken)
        {
            strike.Broken.Add("The slow readers never had every place for exports that one clinic may have, so that nothing is shown.");
        }

        if (await Export(strike.Installation, Other) != HttpStatusCode.OK)
        {
            strike.Broken.Add("The slow readers of one clinic keep another from its exports.");
        }

        // Not how they come, but that they stay, is what is measured.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var beset = await Load.AtRate(strike.Ledger, PerSecond, () => Task.Delay(Lasts(strike)));
        var kept = Stopwatch.StartNew();
        while (await Export(strike.Installation, Slow) != HttpStatusCode.OK)
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
    }

    private static TimeSpan Lasts(Strike strike) => strike.Runs > 1 ? s_measured : s_seen;

    /// <summary>Does something while the slow clients come and stay.</summary>
    private static async Task Beside(Installation installation, Func<Task> work)
    {
        using var end = new CancellationTokenSource();
        var crawling = Task.Factory.StartNew(() => Crawl(installation, end.Token), TaskCreationOptions.LongRunning);
        await work();
        await end.CancelAsync();
        await crawling;
    }

    /// <summary>An export that is read as it comes, a small one.</summary>
    private static async Task<HttpStatusCode> Export(Installation installation, int clinic)
    {
        using var http = new HttpClient { BaseAddress = installation.Service.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Clinics[clinic].Key);
        using var answer = await http.GetAsync("/v1/exports/sessions.ndjson");
        return answer.StatusCode;
    }

    /// <summary>
    /// Clients that send or take a byte a second, until the service or the row has had enough. One thread moves all of them, and no
    /// exception ends one: what hundreds cost that are given up at once would be counted as the service's, on the same cores.
    /// </summary>
    private static void Crawl(Installation installation, CancellationToken end)
    {
        var moves = new PriorityQueue<(int Number, Socket? Client), TimeSpan>();
        for (var i = 0; i < Connections; i++)
        {
            // What begins in the same millisecond is given up in the same millisecond, which no 500 clients would do.
            moves.Enqueue((i, null), s_come * i / Connections);
        }

        for (var watch = Stopwatch.StartNew(); !end.IsCancellationRequested && moves.TryPeek(out _, out var due);)
        {
            if (due > watch.Elapsed)
            {
                Thread.Sleep(1);
                continue;
            }

            var (number, client) = moves.Dequeue();
            var next = client ?? Come(installation, number);
            if (client is null || Move(next, Reads(number)))
            {
                moves.Enqueue((number, next), due + TimeSpan.FromSeconds(1));
            }
            else
            {
                next.Dispose();
            }
        }

        foreach (var ((_, client), _) in moves.UnorderedItems)
        {
            client?.Dispose();
        }
    }

    private static bool Reads(int number) => number % 5 == 4;

    private static Socket Come(Installation installation, int number)
    {
        var authorization = $"Host: x\r\nAuthorization: Bearer {installation.Clinics[Slow].Key}\r\n";
        var opening = (number % 10) switch
        {
            0 or 1 or 5 or 6 => "GET /v1/patients HTTP/1.1\r\nHost: x\r\nX-Slow: ",
            2 or 3 or 7 or 8 => $"POST /v1/patients HTTP/1.1\r\n{authorization}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{",
            4 => $"GET /v1/exports/observations.ndjson HTTP/1.1\r\n{authorization}\r\n",
            _ => $"GET /v1/sessions/{installation.Clinics[Slow].Session}/observations?limit=500 HTTP/1.1\r\n{authorization}\r\n",
        };

        // What the system takes in advance is taken all the same: as little of it as can be.
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        client.Connect(installation.Service.Url.Host, installation.Service.Url.Port);
        client.Send(Encoding.ASCII.GetBytes(opening));
        client.Blocking = false;
        return client;
    }

    /// <returns>False where the service has broken the connection off.</returns>
    private static bool Move(Socket client, bool reads)
    {
        Span<byte> one = [(byte)' '];
        SocketError error;
        var moved = reads ? client.Receive(one, SocketFlags.None, out error) : client.Send(one, SocketFlags.None, out error);
        return error == SocketError.WouldBlock || (error == SocketError.Success && moved == 1);
    }

    /// <summary>Observations whose export, of about 15 MB, is more than the systems at both ends take in advance.</summary>
    private static async Task MuchToRead(Installation installation)
    {
        var clinic = installation.Clinics[Slow];
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
