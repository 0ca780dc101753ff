using System.ComponentModel;
using System.Diagnostics;

namespace InfusionTracker.LocalPostgres;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Zero for success.</param>
/// <param name="Output">What it printed on both streams; empty where that is not captured.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs a program with a list of arguments, never through a shell.</summary>
internal static class Command
{
    /// <summary>Runs to the end; kills the program when cancelled.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its arguments, each passed as it is.</param>
    /// <param name="workingFolder">A folder that the program's user can enter.</param>
    /// <param name="capture">False where a server outlives the program: on Windows it would inherit and hold the pipes,
    /// and reading them to their end would never end.</param>
    /// <param name="ct">Kills the program.</param>
    /// <exception cref="LocalClusterException">The program cannot be run at all.</exception>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string workingFolder, bool capture, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
            // On Windows this gives the server a console of its own, so that Ctrl+C reaches us and not it.
            CreateNoWindow = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new LocalClusterException($"{program} cannot be run: {e.Message}.", e);
        }

        process.StandardInput.Close();
        try
        {
            var output = capture ? process.StandardOutput.ReadToEndAsync(ct) : Task.FromResult("");
            var errors = capture ? process.StandardError.ReadToEndAsync(ct) : Task.FromResult("");
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(); // and not its children: a server that has just been started is stopped in order
            throw;
        }
    }
}
