using System.CommandLine;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Hosting;

/// <summary><c>migrate</c>: brings the database to this build's schema, as the owner of the tables.</summary>
public static class MigrateCommand
{
    public static void AddTo(RootCommand root) =>
        root.Subcommands.Add(new Command("migrate", "Applies the migrations that the database lacks.").Does(async (_, cancellation) =>
        {
            await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, HostingCommand.IsDevelopment, ServeCommand.Database, cancellation);
            var owner = choice.Owner ?? throw new CommandException("Name the owner of the tables: set ConnectionStrings__Owner.");
            await choice.Wait(asOwner: true, cancellation);
            var applied = await Migrator.Migrate(owner, choice.Service, Console.WriteLine);
            Console.WriteLine(applied == 0 ? "The database has every migration." : $"Applied {applied} migration(s).");
            return 0;
        }));
}
