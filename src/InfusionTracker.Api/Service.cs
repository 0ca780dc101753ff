using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Cohorts;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api;

/// <summary>The service put together: what every request passes, and the routes of every slice.</summary>
public static class Service
{
    /// <param name="address">Connection string of the service's role.</param>
    /// <param name="urls">Where to listen; null for what the configuration says.</param>
    /// <param name="clock">The clock; the system's where null.</param>
    /// <param name="args">Command line, for the configuration.</param>
    public static async Task<WebApplication> Build(string address, string? urls = null, IClock? clock = null, string[]? args = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args ?? []);
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls);
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        await using var first = new NpgsqlConnection(Unpooled(address).ConnectionString);
        await first.OpenAsync();
        var budget = await ConnectionBudget.Read(first, builder.Configuration);
        var wanted = builder.Configuration.GetValue("Connections:AtOnce", 2000);
        var connections = OpenFiles.Connections(wanted, OpenFiles.Most, budget.Pool);
        builder.WebHost.ConfigureKestrel(kestrel => HttpLimits.Configure(kestrel, connections));
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new BoundedConnections(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), connections + OpenFiles.TurnedAway));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);

        // A start that fails is told by the command that started it, in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        var commit = await ConnectionSettings.CommitOf(first);
        var source = ServiceDataSource(address, commit, budget.Pool);
        builder.Services.AddSingleton(_ => source);
        builder.Services.AddSingleton(services => new ServerFaults(
            ServiceDataSource($"{address};Pooling=false", commit), services.GetRequiredService<ILogger<ServerFaults>>()));
        builder.Services.AddSingleton(budget);
        builder.Services.AddSingleton<DatabasePlaces>();
        builder.Services.AddSingleton(services =>
            new Database(Retries.Pipeline(), services.GetRequiredService<DatabasePlaces>(), new OwnConnections(source, address)));
        builder.Services.AddSingleton(new Cursors(await CursorSecret(first)));
        builder.Services.AddSingleton(clock ?? SystemClock());
        builder.Services.AddSingleton(new Tokens(JwtSettings.Of(builder.Configuration), clock ?? SystemClock()));
        builder.Services.AddSingleton<RecordedPast>();
        builder.Services.AddSingleton<AnsweredCohorts>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecordedPast>());
        if (ServerCertificate.IsNamed(builder.Configuration))
        {
            builder.Services.AddSingleton<ServerCertificate>();
        }

        builder.Services.AddMetrics();
        builder.Services.AddSingleton<SealingBacklog>();
        builder.Services.AddHostedService<Sealer>();
        builder.Services.AddSingleton<AccessLog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessLog>());
        builder.Services.AddSingleton<CriticalValues>();
        builder.Services.AddSingleton<RangesInForce>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton(services => DatabaseChecks.Answers(source, services.GetRequiredService<ServerFaults>()));
        builder.Services.AddSingleton(DatabaseChecks.Durability(source, stopsService: !builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton(services => services.GetRequiredService<SealingBacklog>().Check);
        builder.Services.AddSingleton(DatabaseChecks.ClockSkew(source, clock ?? SystemClock()));
        builder.Services.AddSingleton<ServiceReadiness>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        builder.Services.AddRequestTimeouts(timeouts => HttpLimits.Configure(timeouts, builder.Configuration));
        builder.Services.AddValidation();
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
            foreach (var proxies in builder.Configuration.GetSection("Proxies").GetChildren())
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxies.Value!));
            }
        });
        OpenApi.Configure(builder.Services);
        Columns.Configure();

        var app = builder.Build();
        app.Services.GetService<ServerCertificate>();
        if (connections < wanted)
        {
            OpenFiles.LogFewer(app.Logger, connections, wanted, OpenFiles.Most);
        }

        var (rates, drain) = (app.Services.GetRequiredService<RateLimits>(), app.Services.GetRequiredService<Drain>());
        var places = app.Services.GetRequiredService<DatabasePlaces>();
        app.Use(next => context => HostNames.Check(context, next));
        app.UseForwardedHeaders();
        app.Use(next => context => ForwardedScheme.Check(context, next));
        app.Use(next => context => SecurityHeaders.Set(context, next));
        app.Use(next => context => drain.CloseConnections(context, next));
        app.Use(next => context => RequestPipeline.AnswerProblems(context, next));
        app.Use(next => context => Methods.Prepare(context, next));
        app.UseRouting();
        app.Use(next => context => RequestPipeline.RefuseOverload(context, places, next));
        app.UseRequestTimeouts();
        app.Use(next => context => RequestPipeline.NameCaller(context, rates, places, next));
        OpenApi.Map(app);
        HealthRoutes.Map(app);
        var (log, past) = (app.Services.GetRequiredService<AccessLog>(), app.Services.GetRequiredService<RecordedPast>());
        Slices.Map(app.MapGroup("/v1")
            .AddEndpointFilter((invocation, next) => RequestPipeline.Answer(invocation, next, log, past))
            .AddEndpointFilterFactory(Validation.Filter));
        return app;
    }

    /// <summary>
    /// The pool of the service: statements prepared by themselves, waits bounded, nothing reset that SET LOCAL ends anyway.
    /// Where several hosts are named, it is on the one that takes writes.
    /// </summary>
    /// <param name="address">Connection string of the service's role.</param>
    /// <param name="commit">What a commit waits for; null for what is said elsewhere.</param>
    /// <param name="most">Connections at most; null for what the connection string says.</param>
    public static NpgsqlDataSource ServiceDataSource(string address, string? commit = ConnectionSettings.LeastCommit, int? most = null)
    {
        var bounded = new NpgsqlConnectionStringBuilder(address)
        {
            ApplicationName = "InfusionTracker",
            NoResetOnClose = true,
            MaxAutoPrepare = 300,
            AutoPrepareMinUsages = 2,

            // A connection is waited for 2 s, the server gives up after 7 s, the client after 8 s, and cancelling takes 0.5 s.
            Timeout = 2,
            CommandTimeout = 8,
            CancellationTimeout = 500,
            Timezone = "UTC",
            ArrayNullabilityMode = ArrayNullabilityMode.Always,
        };
        bounded.Options = ConnectionSettings.Options(bounded.Options, commit);
        if (bounded.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            bounded.TargetSessionAttributes = "primary";
            bounded.HostRecheckSeconds = 1;
        }

        if (most is { } pool)
        {
            (bounded.MaxPoolSize, bounded.MinPoolSize) = (pool, Math.Min(pool, bounded.MinPoolSize));
        }

        var source = new NpgsqlDataSourceBuilder(bounded.ConnectionString);
        source.UseNodaTime();
        return source.Build();
    }

    /// <summary>For a connection beside the pool, to the same server: the one that takes writes where several are named.</summary>
    public static NpgsqlConnectionStringBuilder Unpooled(string address)
    {
        var alone = new NpgsqlConnectionStringBuilder(address) { Pooling = false };
        if (alone.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            alone.TargetSessionAttributes = "primary";
        }

        return alone;
    }

    private static async Task<byte[]> CursorSecret(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(SqlFile.Load("Platform/Paging.sql").Statements()[0].Text, connection);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

#pragma warning disable RS0030 // the composition root names the system clock, and nothing else does
    internal static IClock SystemClock() => NodaTime.SystemClock.Instance;
#pragma warning restore RS0030
}
