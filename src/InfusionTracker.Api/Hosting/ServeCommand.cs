using System.CommandLine;
using System.Net.Sockets;
using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Hosting;

/// <summary><c>serve</c>, which is also what the executable does without a command: runs the service.</summary>
public static class ServeCommand
{
    public const string Database = "infusion_tracker";
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <returns>The option that says where to listen, which other commands take too.</returns>
    public static Option<string?> AddTo(RootCommand root)
    {
        var urls = new Option<string?>("--urls") { Description = $"Where to listen; {DefaultUrl} where nothing says otherwise.", Recursive = true };
        root.Options.Add(urls);
        root.Does((arguments, cancellation) => Serve(arguments.GetValue(urls), cancellation));
        root.Subcommands.Add(new Command("serve", "Runs the service.").Does((arguments, cancellation) => Serve(arguments.GetValue(urls), cancellation)));
        return urls;
    }

    /// <summary>Listens at the first of: <c>--urls</c>, ASPNETCORE_URLS, the default.</summary>
    /// <exception cref="CommandException">One of them is no address.</exception>
    public static string Urls(string? given)
    {
        var urls = given ?? HostingCommand.Configuration["ASPNETCORE_URLS"] ?? DefaultUrl;
        return Array.Find(urls.Split(';', StringSplitOptions.RemoveEmptyEntries), url => !IsAddress(url)) is { } wrong
            ? throw new CommandException($"{wrong} is no address to listen at. Name one with --urls, e.g. --urls {DefaultUrl}.")
            : urls;
    }

    /// <summary>True of an address of HTTP; <c>+</c> and <c>*</c> stand for every one of this machine.</summary>
    private static bool IsAddress(string url) =>
        Uri.TryCreate(Reachable(url), UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <summary>An address with a host that a client can name.</summary>
    internal static string Reachable(string url) =>
        url.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal);

    private static async Task<int> Serve(string? urls, CancellationToken cancellation)
    {
        var address = Urls(urls);
        await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, HostingCommand.IsDevelopment, Database, cancellation);

        await choice.Wait(HostingCommand.IsDevelopment, cancellation);

        // Side by side, for a quick start; save in development, where the check migrates and must come first.
        var building = HostingCommand.IsDevelopment ? null : Task.Run(() => Service.Build(choice.Service, address), cancellation);
        await CheckReady(choice, HostingCommand.IsDevelopment);
        await using var app = await (building ?? Service.Build(choice.Service, address));
        await CheckConnections(app, HostingCommand.IsDevelopment, cancellation);
        await Listen(app, cancellation);
        Console.WriteLine($"Listening: {app.Urls.First()}");
        if (HostingCommand.IsDevelopment)
        {
            Console.WriteLine("To make a key: dotnet run --project src/InfusionTracker.Api -- clinics create --name \"My clinic\"");
            Console.WriteLine("         then: dotnet run --project src/InfusionTracker.Api -- keys create --clinic <id> --role administrator --label me");
        }

        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    /// <summary>Starts the service.</summary>
    /// <exception cref="CommandException">
    /// The address cannot be listened at, most often because another program does, or for want of a certificate.
    /// </exception>
    public static async Task Listen(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CommandException($"{e.Message.TrimEnd('.')}. Name another address with --urls, e.g. --urls http://127.0.0.1:8081.");
        }
        catch (InvalidOperationException) when (app.Services.GetService<ServerCertificate>() is null && HasHttps(app))
        {
            throw new CommandException($"An https address needs a certificate. Name its files: {ServerCertificate.Names}.");
        }
    }

    private static bool HasHttps(WebApplication app) =>
        app.Configuration[WebHostDefaults.ServerUrlsKey]?.Contains("https:", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>
    /// In production, refuses a database that lacks a migration and a role that could see or change too much. Warns of migrations that
    /// only a later release knows.
    /// </summary>
    public static async Task CheckReady(DatabaseChoice choice, bool development)
    {
        if (development && choice is { IsPrivate: false, Owner: { } owner })
        {
            await Migrator.Migrate(owner, choice.Service, Console.WriteLine);
        }

        await using var source = NpgsqlDataSource.Create(choice.Service);
        var missing = await Migrator.Missing(source);
        if (missing.Count > 0)
        {
            throw new CommandException($"The database lacks {missing.Count} migration(s), the first {missing[0]}. Run migrate first.");
        }

        // A rolling upgrade migrates first, and migrations only add: what still runs the release before must be able to start again.
        var unknown = await Migrator.Unknown(source);
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"The database has {unknown.Count} migration(s) that this executable does not know: {string.Join(", ", unknown)}. It serves; upgrade it soon.");
        }

        var hazards = await Migrator.Hazards(source);
        if (hazards.Count > 0 && !development)
        {
            throw new CommandException(string.Join(Environment.NewLine, hazards));
        }
    }

    /// <summary>
    /// In production, refuses a server that could lose what it acknowledged, and connections that are not as the service asked for
    /// them; it looks through those that it will work on.
    /// </summary>
    private static async Task CheckConnections(WebApplication app, bool development, CancellationToken cancellation)
    {
        var hazards = await ConnectionSettings.Hazards(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellation);
        if (hazards.Count > 0 && !development)
        {
            throw new CommandException(string.Join(Environment.NewLine, hazards));
        }
    }
}
