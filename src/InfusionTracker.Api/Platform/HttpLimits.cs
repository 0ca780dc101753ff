using System.Diagnostics;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace InfusionTracker.Api.Platform;

/// <summary>How large, how slow and how many requests may be before they reach their work.</summary>
public static class HttpLimits
{
    /// <summary>Most bytes of a body; a batch of observations may have more.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Most bytes of a body that is taken in whole before a handler reads it.</summary>
    public const int UsualBodyBytes = 128 * 1024;

    /// <summary>What takes its time as long as it comes: a large batch on its way in, a large cohort being counted, all reads looked through.</summary>
    public const string Unhurried = "unhurried";

    /// <param name="kestrel">What is limited.</param>
    /// <param name="connections">Connections at once.</param>
    public static void Configure(KestrelServerOptions kestrel, int connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;

        // What is taken in before it is read: a body of the usual size as a whole, of a larger one no more.
        kestrel.Limits.MaxRequestBufferSize = 2 * UsualBodyBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxConcurrentConnections = connections;

        // Bytes that are no text are read as U+FFFD, which nothing takes. Kestrel's own reading throws on them, and where they come
        // after a body nothing answers for that: it is logged as a fault, each time.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        var certificate = kestrel.ApplicationServices.GetService<ServerCertificate>();
        if (certificate is not null)
        {
            kestrel.Configure(ServerCertificate.Others(kestrel.ApplicationServices.GetRequiredService<IConfiguration>()));
        }

        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            if (certificate is not null)
            {
                https.ServerCertificate = certificate.Current().TargetCertificate;
                https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = certificate.Current();
            }
        });
    }

    /// <summary>Requests that take longer are broken off and answered 504; streams take as long as somebody reads them.</summary>
    public static void Configure(RequestTimeoutOptions timeouts, IConfiguration configuration)
    {
        timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(configuration.GetValue("Requests:Seconds", 10.0)) };
        timeouts.AddPolicy(Unhurried, TimeSpan.FromSeconds(60));
    }

    /// <summary>True where a body is announced that is taken in whole before a handler reads it.</summary>
    public static bool HasUsualBody(HttpRequest request) => request.ContentLength is > 0 and <= UsualBodyBytes;

    /// <summary>
    /// When a request that comes now ceases to wait, on the clock of <see cref="Stopwatch"/>: early enough for its refusal to come
    /// in the time of the timeout, which alone does not end everything (<see cref="Overdue"/>). A large body takes its time to come;
    /// one of the usual size, once it is in, is no reason to wait longer than any other.
    /// </summary>
    public static long Deadline(HttpContext context, bool isBodyIn)
    {
        var timeouts = context.RequestServices.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value;
        var policy = !(isBodyIn && HasUsualBody(context.Request))
            && context.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>()?.PolicyName is { } name ? timeouts.Policies[name] : timeouts.DefaultPolicy!;
        return Stopwatch.GetTimestamp() + (long)(0.85 * policy.Timeout!.Value.TotalSeconds * Stopwatch.Frequency);
    }
}
