using System.CommandLine;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary><c>audit verify</c>: shows that the record of changes is as it was sealed, or where it is not.</summary>
public static class AuditCommands
{
    /// <summary>Exit code where something is not as it was sealed.</summary>
    private const int Found = 2;

    public static void AddTo(RootCommand root)
    {
        var heads = new Option<string?>("--heads") { Description = "File of heads that were kept elsewhere (see Audit:HeadFile); without it a chain that was cut at its end cannot be told." };
        var until = new Option<string?>("--until") { Description = "Passes over heads that were sealed after this time (2026-03-02T09:00:00Z): for a database that was restored to it." };
        root.Subcommands.Add(new Command("audit", "Proves the record of changes and reads.")
        {
            new Command("verify", "Recomputes every hash chain; exit code 0 where all is as it was sealed, warnings or none, 2 where something is not.") { heads, until }
                .Does(async (arguments, cancellation) =>
                {
                    Instant? last = arguments.GetValue(until) is not { } text ? null
                        : Times.TryParse(text, out var time) ? time
                        : throw new CommandException("Give --until as a time with its offset, such as 2026-03-02T09:00:00Z.");
                    if (last is not null && arguments.GetValue(heads) is null)
                    {
                        throw new CommandException("Give --heads too: it is heads that --until passes over.");
                    }

                    await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, HostingCommand.IsDevelopment, ServeCommand.Database, cancellation);
                    return await Verify(choice.Service, arguments.GetValue(heads), last, Console.Out, cancellation);
                }),
        });
    }

    /// <param name="address">Connection string of the owner of the tables or of the service.</param>
    /// <param name="headFile">File of heads; null for none.</param>
    /// <param name="until">Heads that were sealed later are passed over, since the database was restored to this time; null for none.</param>
    /// <param name="output">Told what is found.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>0 where all is as it was sealed.</returns>
    /// <exception cref="CommandException">The file cannot be read, or has no head to hold the chains to: that would prove less than was asked for.</exception>
    public static async Task<int> Verify(string address, string? headFile, Instant? until, TextWriter output, CancellationToken cancellation)
    {
        var known = headFile is null ? [] : await Read(headFile, cancellation);
        var kept = known.Where(head => !(head.SealedAt > until)).ToList();
        if (headFile is not null && kept.Count == 0)
        {
            throw new CommandException($"{headFile} holds no head{(until is { } time ? $" that was sealed by {Times.Text(time)}" : "")}, so that a cut at the end would not show.");
        }

        if (known.Count > kept.Count)
        {
            await output.WriteLineAsync($"{known.Count - kept.Count} of {known.Count} heads were sealed after {Times.Text(until!.Value)} and are passed over.");
        }

        var source = new NpgsqlDataSourceBuilder(address);
        source.UseNodaTime();
        await using var database = source.Build();
        var (clinics, faults, warnings) = (0, 0L, 0L);
        await foreach (var chain in VerifyAudit.Run(database, kept, cancellation))
        {
            await output.WriteLineAsync($"Clinic {chain.ClinicId}: {chain.Entries} entries, {chain.Unsealed} more wait to be sealed. Head: {chain.Head ?? "none"}");
            await Tell(chain.Faults, "  ", output);
            await Tell(chain.Warnings, "Warning: ", output);
            clinics++;
            faults += chain.Faults.Count;
            warnings += chain.Warnings.Count;
        }

        if (warnings > 0)
        {
            await output.WriteLineAsync($"{warnings} warning(s): look at what they name; the record is no other for them.");
        }

        await output.WriteLineAsync(faults > 0
            ? $"{faults} finding(s): the record is not as it was sealed."
            : $"{clinics} chain(s) are as they were sealed{(kept.Count > 0 ? $", and hold all of {kept.Count} heads" : "; no heads were given, so that a cut at the end would not show")}.");
        return faults > 0 ? Found : 0;
    }

    private static async Task Tell(Findings findings, string before, TextWriter output)
    {
        foreach (var finding in findings.First)
        {
            await output.WriteLineAsync(before + finding);
        }

        if (findings.Count > findings.First.Count)
        {
            await output.WriteLineAsync($"{before}And {findings.Count - findings.First.Count} more.");
        }
    }

    private static async Task<List<ChainHead>> Read(string headFile, CancellationToken cancellation)
    {
        try
        {
            return await HeadFile.Read(headFile, cancellation);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message);
        }
    }
}
