using System.Globalization;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace InfusionTracker.Faults.Tests;

/// <summary>
/// Runs the tests, or the long form: <c>--runs N</c> (0 for each row's own number) and <c>--only ROW</c>, which print the
/// table; or <c>--failovers</c>, which failover.sh calls.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        ["--runs", var runs, .. var rest] => await Table(int.Parse(runs, CultureInfo.InvariantCulture), rest is ["--only", var row] ? row : null),
        ["--only", var row] => await Table(0, row),
        ["--failovers", var runs, var folder] => await Failovers.Run(folder, int.Parse(runs, CultureInfo.InvariantCulture)),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };

    /// <summary>Runs the rows, each on an installation of its own, and prints a line as each is done.</summary>
    /// <returns>0 where nothing is broken or late.</returns>
    private static async Task<int> Table(int runs, string? only)
    {
        var rows = Faults.All.Where(f => only is null || f.Name == only).ToList();
        if (rows.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There is no row {only}; there are {string.Join(", ", Faults.All.Select(f => f.Name))}.");
            return 2;
        }

        Console.WriteLine(Finding.Heading);
        var code = 0;
        foreach (var row in rows)
        {
            await using var installation = new Installation();
            await installation.InitializeAsync();
            try
            {
                var finding = await row.Run(installation, runs > 0 ? runs : row.LongRuns);
                Console.WriteLine(finding);
                code = finding.BrokenOrLate.Count > 0 ? 1 : code;
            }
            catch (Exception e) when (e is UnauthorizedAccessException or MissingProgramException)
            {
                Console.WriteLine($"| `{row.Name}` | 0 | | | | | | not run: {e.Message} |");
                code = 1;
            }
        }

        return code;
    }
}
