using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// <c>demo</c>: runs the service on an invented cohort, which the first run fills in, and prints keys and pages to open.
/// It counts as development whatever the environment says, and works on a database of its own where none is configured.
/// </summary>
public static class DemoCommand
{
    private const string Database = "infusion_demo";

    /// <summary>So many patients are filled in before all others.</summary>
    private const int FirstPatients = 12;

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// The cohort is sent by one client, as fast as it goes; nobody waits for a load balancer to see the end; and the heads of
    /// the chains would bury what is printed.
    /// </summary>
    private static readonly string[] Settings =
    [
        "--Rates:Client:PerSecond=100000", "--Rates:Clinic:PerSecond=100000", "--Rates:Address:PerSecond=100000", "--Drain:Seconds=0",
        $"--Logging:LogLevel:{typeof(Audit.Sealer).FullName}=Warning",
    ];

    public static void AddTo(RootCommand root, Option<string?> urls) =>
        root.Subcommands.Add(new Command("demo", "Runs the service on an invented cohort, and prints keys and pages to open.")
            .Does((arguments, cancellation) => Run(arguments.GetValue(urls), cancellation)));

    private static async Task<int> Run(string? urls, CancellationToken cancellation)
    {
        var address = ServeCommand.Urls(urls);
        await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, development: true, Database, cancellation);
        await choice.Wait(asOwner: true, cancellation);
        await ServeCommand.CheckReady(choice, development: true);
        await using var app = await Service.Build(choice.Service, address, args: Settings);
        await ServeCommand.Listen(app, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Lifetime.ApplicationStopping);
        try
        {
            var filling = Show(app, DemoKeys.Of(choice), stop.Token);
            await app.WaitForShutdownAsync(cancellation);
            await stop.CancelAsync();
            await filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        finally
        {
            // What is in flight when the filling in is broken off ends in order.
            await app.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Tells where the service is and by which key, then fills in the cohort, those first who are looked at first.</summary>
    private static async Task Show(WebApplication app, DemoKeys kept, CancellationToken cancellation)
    {
        var source = app.Services.GetRequiredService<NpgsqlDataSource>();
        using var service = new HttpClient { BaseAddress = Reachable(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        Console.WriteLine();
        Console.WriteLine($"Listening: {service.BaseAddress.ToString().TrimEnd('/')}");
        var cohort = Cohort.Of(await Reference(source, cancellation));
        var keys = await Keys(source, service, kept, cohort.Design, cancellation);
        PrintKeys(service.BaseAddress, keys);
        var (first, others) = cohort.InOrder(FirstPatients);
        PrintExamples(service.BaseAddress, keys[0], first.FirstOrDefault(s => s.IsExample));
        var progress = new FillingProgress(Console.Out, advances: !Console.IsOutputRedirected, cohort.Design.Clinics.Sum(c => c.Patients));
        var loader = new CohortLoader(service, keys) { SentAgain = progress.TellTrouble };
        List<string> failures =
        [
            .. await loader.Define(cohort.Design.Protocols, cancellation),
            .. await loader.Load(first, progress.Tell, cancellation),
        ];
        progress.TellFirst();
        progress.TellEnd([.. failures, .. await loader.Load(others, progress.Tell, cancellation)]);
    }

    /// <summary>Sets up the clinics where they are missing.</summary>
    /// <returns>When the first of them was set up: the cohort lies before that, whenever it is filled in.</returns>
    private static async Task<Instant> Reference(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var design = CohortDesign.Load();
        for (var i = 0; i < design.Clinics.Count; i++)
        {
            await AccessCommands.CreateClinic(source, Cohort.ClinicId(design, i), design.Clinics[i].Name, design.Clinics[i].TimeZone);
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await AccessCommands.Enter(connection, Cohort.ClinicId(design, 0));
        await using var command = new NpgsqlCommand(Sql.Statements()[0].Text, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetFieldValue<Instant>(0);
    }

    /// <summary>The keys that are kept, as far as the database still lets them in, and new ones for the rest.</summary>
    private static async Task<IReadOnlyList<string>> Keys(
        NpgsqlDataSource source, HttpClient service, DemoKeys kept, CohortDesign design, CancellationToken cancellation)
    {
        var before = kept.Read();
        var keys = new List<string>();
        for (var i = 0; i < design.Clinics.Count; i++)
        {
            keys.Add(i < before.Count && await IsLetIn(service, before[i], cancellation)
                ? before[i]
                : await AccessCommands.CreateKey(source, Cohort.ClinicId(design, i), ["administrator"], "demonstration", expiresInDays: null));
        }

        if (!keys.SequenceEqual(before) && kept.Write(keys) is { } failure)
        {
            Console.WriteLine($"The keys cannot be kept, and the next run makes others. {failure}");
        }

        return keys;
    }

    /// <summary>True unless the service says that the key is none.</summary>
    private static async Task<bool> IsLetIn(HttpClient service, string key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/patients?limit=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var response = await service.SendAsync(request, cancellation);
            return response.StatusCode != HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            return true; // nothing says that it is not
        }
    }

    private static void PrintKeys(Uri address, IReadOnlyList<string> keys)
    {
        Console.WriteLine($"API key: {keys[0]}");
        Console.WriteLine($"Second clinic's key: {keys[1]}");
        Console.WriteLine();
        Console.WriteLine($"export KEY={keys[0]}");
        Console.WriteLine();
        Console.WriteLine($"Swagger: {address}swagger");
        Console.WriteLine($"OpenAPI: {address}openapi/v1.json");
    }

    private static void PrintExamples(Uri address, string key, PatientStory? example)
    {
        Console.WriteLine($"The latest sessions, whose ratings are overdue, then when the effect set in of one that responds within hours, once {FirstPatients} patients are there:");
        Curl("v1/sessions?limit=5&sort=-startedAt");
        Curl("v1/follow-ups?due=overdue&limit=5");
        if (example is not null)
        {
            Curl($"v1/sessions/{example.FirstSessionId}/onset?instrument={example.Indication.Instrument}");
        }

        Console.WriteLine("Ctrl+C stops it; what is recorded stays, and the next run goes on with it.");

        void Curl(string path) => Console.WriteLine($"  curl -H 'Authorization: Bearer {key}' '{address}{path}'");
    }

    /// <summary>Where a client on this machine finds a service that listens at every address.</summary>
    private static Uri Reachable(string url) => new(url
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal));
}
