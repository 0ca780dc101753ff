using System.Diagnostics;
using InfusionTracker.Api.Hosting;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>How a command of the real executable ended, and what it told the operator.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record CommandLine(int Code, string Output, string Errors)
{
    private static readonly string Executable = Path.ChangeExtension(typeof(HostingCommand).Assembly.Location, ".dll");

    /// <summary>Runs a command as in production, save where the settings say otherwise; a service that starts is ended after a minute.</summary>
    /// <param name="settings">Environment variables, e.g. <c>ConnectionStrings__Service</c>.</param>
    /// <param name="arguments">The command and its arguments.</param>
    public static async Task<CommandLine> Run(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return new CommandLine(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Runs a command of the service's role on a database.</summary>
    public static Task<CommandLine> On(string database, params string[] arguments) =>
        Run(new Dictionary<string, string> { ["ConnectionStrings__Service"] = database }, arguments);

    /// <summary>The command did nothing and said why, in this sentence and nothing else.</summary>
    public void IsRefused(string sentence)
    {
        Assert.Equal((1, ""), (Code, Output));
        Assert.Equal(sentence, Errors.TrimEnd());
    }
}
