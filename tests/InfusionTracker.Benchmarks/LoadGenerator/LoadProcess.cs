using System.Diagnostics;
using System.Text.Json;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>Runs the generator as a process of its own: this executable with the verb <c>load</c>.</summary>
public static class LoadProcess
{
    public const string Verb = "load";

    /// <summary>The line that tells that it begins to count.</summary>
    internal const string Begins = "begins";

    /// <summary>Runs an order.</summary>
    /// <param name="order">What to send.</param>
    /// <param name="begins">Called when it begins to count.</param>
    /// <exception cref="BenchmarkException">An answer was not as expected.</exception>
    public static async Task<LoadResult> Run(LoadOrder order, Action? begins = null)
    {
        var result = await RunAnyway(order, begins);
        return result.Wrong.Count == 0 && result.Requests > 0
            ? result
            : throw new BenchmarkException(
                $"Of {result.Requests} answers, not {order.Expect}: {string.Join(", ", result.Wrong.Select(w => $"{w.Value} x {w.Key}"))}. The first was to:\n{result.FirstWrong}");
    }

    private static async Task<LoadResult> RunAnyway(LoadOrder order, Action? begins)
    {
        var self = Environment.ProcessPath!;
        string[] line = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(LoadProcess).Assembly.Location, Verb] : [Verb];
        var start = new ProcessStartInfo(self, line) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // One thread waits for all sockets and works on what comes itself, so that nothing is handed from thread to thread.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(order, LoadJson.Default.LoadOrder));
        process.StandardInput.Close();
        string? last = null;
        while (await process.StandardOutput.ReadLineAsync() is { } said)
        {
            if (said == Begins)
            {
                begins?.Invoke();
            }
            else
            {
                last = said;
            }
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && last is not null
            ? JsonSerializer.Deserialize(last, LoadJson.Default.LoadResult)!
            : throw new BenchmarkException($"The load generator ended with {process.ExitCode}.");
    }
}
