namespace InfusionTracker.Api.Platform;

/// <summary>
/// An end in order: told to stop, the service first says that it is not ready, and works on until a load balancer has
/// seen that; then it takes no more connections, ends what is in flight, and stops.
/// </summary>
public sealed class Drain(IConfiguration configuration, IHostEnvironment environment) : IHostedLifecycleService
{
    private readonly TimeSpan _notice = TimeSpan.FromSeconds(configuration.GetValue("Drain:Seconds", environment.IsDevelopment() ? 0.0 : 5.0));

    /// <summary>True once the service was told to stop.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Tells whoever keeps a connection open to open the next one elsewhere.</summary>
    public Task CloseConnections(HttpContext context, RequestDelegate next)
    {
        if (HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        HasBegun = true;
        await Task.Delay(_notice, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
