using System.Globalization;
using System.Text.RegularExpressions;
using InfusionTracker.Benchmarks.Cluster;
using InfusionTracker.Benchmarks.LoadGenerator;

namespace InfusionTracker.Benchmarks.Pgbench;

/// <summary>Runs a script with pgbench and reads how many transactions a second it did.</summary>
public static partial class PgbenchRun
{
    /// <summary>Transactions of the script a second, connecting left out.</summary>
    /// <param name="cluster">The server.</param>
    /// <param name="script">What to run, over and over.</param>
    /// <param name="run">Number that no other run on this database has, for new ids.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="clients">Connections.</param>
    /// <param name="variables">Texts that the script names.</param>
    /// <param name="connectionString">Another role than the service's.</param>
    /// <param name="options">Other session settings than the service's.</param>
    /// <param name="aside">Another script of which one transaction is run for so many of the first.</param>
    public static async Task<double> Rate(
        BenchmarkCluster cluster,
        string script,
        int run,
        double seconds,
        int clients = 32,
        IReadOnlyDictionary<string, string>? variables = null,
        string? connectionString = null,
        string? options = null,
        (string Script, int For)? aside = null)
    {
        var (file, other) = (Path.GetTempFileName(), Path.GetTempFileName());
        string[] scripts = aside is { } second ? ["-f", $"{file}@{Text(second.For)}", "-f", $"{other}@1"] : ["-f", file];
        try
        {
            await File.WriteAllTextAsync(file, script);
            await File.WriteAllTextAsync(other, aside?.Script);
            var said = await cluster.Run(
                "pgbench",
                [
                    "-n", "-c", Text(clients), "-j", Text(Math.Min(2, clients)), "-M", "prepared", "-T", Text((int)Math.Ceiling(seconds)), .. scripts,
                    "-D", "made=0", "-D", $"run={Text(run)}", .. (variables ?? new Dictionary<string, string>()).SelectMany(v => new[] { "-D", $"{v.Key}={v.Value}" }),
                ],
                connectionString,
                options);
            return Tps().Match(said) is { Success: true } tps
                ? double.Parse(tps.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * (aside is { For: var most } ? most / (most + 1.0) : 1)
                : throw new BenchmarkException($"pgbench told no rate: {said}");
        }
        finally
        {
            File.Delete(file);
            File.Delete(other);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tps = ([0-9.]+) ", RegexOptions.Multiline)]
    private static partial Regex Tps();
}
