using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace InfusionTracker.Benchmarks.Cluster;

/// <summary>A published executable that serves HTTP, as a process: the service, or its peer.</summary>
public sealed class Executable : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private Executable(Process process, int port, TimeSpan firstAnswer) => (_process, Port, FirstAnswer) = (process, port, firstAnswer);

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>From the start of the process to the end of its first answer from the database.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Publishes a project as for production.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Name of the executable where the folder has another.</param>
    /// <returns>The executable file.</returns>
    public static async Task<string> Publish(string project, string folder, string? name = null)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(SourceTree(), project), "-c", "Release", "-o", folder, "--nologo", "-v", "q"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Path.Combine(folder, (name ?? Path.GetFileName(project)) + (OperatingSystem.IsWindows() ? ".exe" : ""))
            : throw new BenchmarkException($"dotnet publish {project} failed: {said}");
    }

    /// <summary>Starts it in production and waits for its first answer.</summary>
    /// <param name="file">The executable file.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="key">The key that asks.</param>
    /// <param name="headers">What else the request says.</param>
    public static async Task<Executable> Start(
        string file, IReadOnlyDictionary<string, string> environment, string path, string key, params (string Name, string Value)[] headers)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(file, ["--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(file)!,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var begin = Stopwatch.GetTimestamp();
        var executable = new Executable(Process.Start(start)!, port, default);
        executable.Listen();
        await executable.Answers(begin, path, key, headers);
        return executable;
    }

    /// <summary>
    /// Stands still while something else is measured: its sealer would work on what that writes. Not on Windows, where it works on.
    /// </summary>
    /// <returns>Ends the standstill.</returns>
    public IDisposable StandStill()
    {
        Signal("-STOP");
        return new Standstill(this);
    }

    /// <summary>SIGTERM, so that what waits to be logged is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && !OperatingSystem.IsWindows())
        {
            Signal("-TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>The top folder of the sources that the command is run in.</summary>
    private static string SourceTree()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InfusionTracker.sln")))
            {
                return folder.FullName;
            }
        }

        throw new BenchmarkException("Run this within the source tree: the service is published from it.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Signal(string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", [name, Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Remember(string? line)
    {
        _said.Enqueue(line ?? "");
        if (_said.Count > 40)
        {
            _said.TryDequeue(out _);
        }
    }

    private async Task Answers(long begin, string path, string key, (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            http.DefaultRequestHeaders.Add(name, value);
        }

        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(30) && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(path);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    FirstAnswer = Stopwatch.GetElapsedTime(begin);
                    return;
                }

                Remember($"{path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(5);
        }

        throw new BenchmarkException($"{_process.StartInfo.FileName} did not answer:\n{string.Join('\n', _said)}");
    }

    private sealed class Standstill(Executable executable) : IDisposable
    {
        public void Dispose() => executable.Signal("-CONT");
    }
}
