using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.HttpOverrides;
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
        builder.WebHost.ConfigureKestrel(kestrel => HttpLimits.Configure(kestrel, builder.Configuration));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);

        // A start that fails is told by the command that started it, in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        var source = ServiceDataSource(address);
        builder.Services.AddSingleton(_ => source);
        builder.Services.AddSingleton<DatabasePlaces>();
        builder.Services.AddSingleton(services => new Database(source, Retries.Pipeline(), services.GetRequiredService<DatabasePlaces>()));
        builder.Services.AddSingleton(new Cursors(await CursorSecret(source)));
        builder.Services.AddSingleton(clock ?? SystemClock());
        builder.Services.AddSingleton(new Tokens(JwtSettings.Of(builder.Configuration), clock ?? SystemClock()));
        builder.Services.AddHostedService<Sealer>();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<AccessLog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessLog>());
        builder.Services.AddSingleton<CriticalValues>();
        builder.Services.AddSingleton<RangesInForce>();
        builder.Services.AddSingleton<RateLimits>();
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
        var (rates, drain) = (app.Services.GetRequiredService<RateLimits>(), app.Services.GetRequiredService<Drain>());
        var places = app.Services.GetRequiredService<DatabasePlaces>();
        app.UseForwardedHeaders();
        app.Use(next => context => SecurityHeaders.Set(context, next));
        app.Use(next => context => drain.CloseConnections(context, next));
        app.Use(next => context => RequestPipeline.AnswerProblems(context, next));
        app.Use(next => context => Head.AnswerAsGet(context, next));
        app.UseRouting();
        app.Use(next => context => RequestPipeline.RefuseOverload(context, places, next));
        app.UseRequestTimeouts();
        app.Use(next => context => RequestPipeline.NameCaller(context, rates, places, next));
        OpenApi.Map(app);
        HealthRoutes.Map(app);
        var (log, database) = (app.Services.GetRequiredService<AccessLog>(), app.Services.GetRequiredService<Database>());
        Slices.Map(app.MapGroup("/v1")
            .AddEndpointFilter((invocation, next) => RequestPipeline.Answer(invocation, next, log, database))
            .AddEndpointFilterFactory(Validation.Filter));
        return app;
    }

    /// <summary>
    /// The pool of the service: statements prepared by themselves, waits bounded, nothing reset that SET LOCAL ends anyway.
    /// Where several hosts are named, it is on the one that takes writes.
    /// </summary>
    public static NpgsqlDataSource ServiceDataSource(string address)
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

            // The statements of a read see one state of the records without asking for it; what writes says otherwise.
            // Every statement that asks for something else is another one here, so that the plan of all values is that of each,
            // and none is made anew at each call: a page by a limit that is a parameter would be, and it took longer than the page.
            Options = "-c lock_timeout=3000 -c statement_timeout=7000 -c idle_in_transaction_session_timeout=10000 -c plan_cache_mode=force_generic_plan -c jit=off -c default_transaction_isolation=repeatable\\ read",
        };
        if (bounded.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            bounded.TargetSessionAttributes = "primary";
            bounded.HostRecheckSeconds = 1;
        }

        var source = new NpgsqlDataSourceBuilder(bounded.ConnectionString);
        source.UseNodaTime();
        return source.Build();
    }

    private static async Task<byte[]> CursorSecret(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(SqlFile.Load("Platform/Paging.sql").Statements()[0].Text);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

#pragma warning disable RS0030 // the composition root names the system clock, and nothing else does
    internal static IClock SystemClock() => NodaTime.SystemClock.Instance;
#pragma warning restore RS0030
}
