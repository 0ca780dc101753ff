using System.CommandLine;
using System.Net.Sockets;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Api.Hosting;

/// <summary>What the commands of the executable have in common: where settings come from, and how failure is told.</summary>
public static class HostingCommand
{
    /// <summary>Settings of appsettings.json, the environment and nothing else; arguments are the commands' own.</summary>
    public static IConfiguration Configuration { get; } = new ConfigurationBuilder()
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .Build();

    public static bool IsDevelopment =>
        string.Equals(Configuration["ASPNETCORE_ENVIRONMENT"] ?? Configuration["DOTNET_ENVIRONMENT"], "Development", StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs a command; what it cannot do is told in a sentence on standard error, with exit code 1.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                return await work(arguments, cancellation);
            }
            catch (Exception e) when (Sentence(e) is { } sentence)
            {
                await Console.Error.WriteLineAsync(sentence);
                return 1;
            }
            catch (OperationCanceledException)
            {
                return 130;
            }
        });
        return command;
    }

    /// <summary>What the operator can mend, as far as it can be told; null for a fault of the program, whose trace is worth having.</summary>
    private static string? Sentence(Exception e) => e switch
    {
        PostgresException refusal => $"The database refuses: {refusal.MessageText} ({refusal.SqlState}).{Advice(refusal)}",
        CommandException or LocalClusterException or NpgsqlException or InvalidOperationException => e.Message,
        IOException or UnauthorizedAccessException or SocketException => e.Message,
        FormatException or ArgumentException or NotSupportedException => $"A setting cannot be used: {e.Message}",
        _ => null,
    };

    private static string Advice(PostgresException refusal) => refusal.SqlState switch
    {
        ['2', '8', ..] or ['3', 'D', ..] =>
            " See whether the connection string names the right database, role and password. migrate makes the role of the service.",
        _ => ServerFaults.Advice(refusal) is { } advice ? $" {advice}" : "",
    };
}
