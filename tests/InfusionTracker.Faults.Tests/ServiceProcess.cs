using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace InfusionTracker.Faults.Tests;

/// <summary>The real executable as a process, at a port of its own.</summary>
public sealed class ServiceProcess
{
    /// <summary>A published build, where one is named; else what these tests were built with.</summary>
    private static readonly string s_folder = Environment.GetEnvironmentVariable("SERVICE") is { Length: > 0 } published ? published : AppContext.BaseDirectory;

    private readonly Process _process;

    private readonly ConcurrentQueue<string> _log;

    private ServiceProcess(Uri url, Process process, ConcurrentQueue<string> log) => (Url, _process, _log) = (url, process, log);

    public Uri Url { get; }

    /// <summary>What it occupies, in MiB.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64 / (1024 * 1024);
        }
    }

    /// <summary>Starts the service and waits until it is ready.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="address">Connection string of the service's role.</param>
    /// <param name="heads">Where it exports the heads of its hash chains.</param>
    /// <param name="log">Takes what it writes.</param>
    public static async Task<ServiceProcess> Start(Uri url, string address, string heads, ConcurrentQueue<string> log)
    {
        var service = new ServiceProcess(url, Launch(url, address, heads, log), log);
        await service.Ready(TimeSpan.FromSeconds(60));
        return service;
    }

    /// <summary>Starts a service that is to refuse.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> Refusal(Uri url, string address, string heads)
    {
        var log = new ConcurrentQueue<string>();
        using var process = Launch(url, address, heads, log);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return string.Join('\n', log);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return "It started.";
        }
    }

    private static Process Launch(Uri url, string address, string heads, ConcurrentQueue<string> log)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (ReadOnlySpan<string>)[Path.Combine(s_folder, "InfusionTracker.Api.dll"), "serve", "--urls", url.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__Service"] = address;
        start.Environment["Audit__HeadFile"] = heads;
        start.Environment["Rates__Client__PerSecond"] = "100000";
        start.Environment["Rates__Clinic__PerSecond"] = "100000";
        start.Environment["Rates__Address__PerSecond"] = "100000";
        start.Environment["Exports__StallSeconds"] = "5";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits until the service says that it is ready.</summary>
    public async Task Ready(TimeSpan within)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < within; await Task.Delay(20))
        {
            Assert.False(_process.HasExited, $"The service ended before it was ready: {string.Join('\n', _log.TakeLast(6))}");
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }

        Assert.Fail($"The service was not ready within {within.TotalSeconds} s.");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>SIGTERM, as an orchestrator sends it, and the wait for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Terminate()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(patience.Token);
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }
}
