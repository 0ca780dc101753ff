using System.CommandLine;
using System.Net.Security;

namespace InfusionTracker.Api.Hosting;

/// <summary>
/// <c>health</c>: asks a running service whether it is ready. It is the health check of the container, which has no curl, and asks at
/// the address that the service was told to listen at.
/// </summary>
public static class HealthCommand
{
    public static void AddTo(RootCommand root, Option<string?> urls)
    {
        var url = new Argument<string?>("url") { Description = "Where the service listens; without it, where serve would listen.", Arity = ArgumentArity.ZeroOrOne };
        root.Subcommands.Add(new Command("health", "Asks a running service whether it is ready, and prints its answer; exit code 0 if it is.") { url }.Does(async (arguments, cancellation) =>
        {
            var given = arguments.GetValue(url);
            if (!Uri.TryCreate(given ?? OnThisMachine(ServeCommand.Urls(arguments.GetValue(urls))), UriKind.Absolute, out var service)
                || service.Scheme is not ("http" or "https"))
            {
                throw new CommandException($"Give the address that the service listens at, such as {ServeCommand.DefaultUrl}.");
            }

            // The service's certificate names it as others see it, and not this machine.
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || service.IsLoopback;
            using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(3) };
            try
            {
                using var answer = await http.GetAsync(new Uri(service, "/health/ready"), cancellation);
                Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellation));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new CommandException(e is HttpRequestException
                    ? $"Nothing answers at {service.GetLeftPart(UriPartial.Authority)}. Start the service, or name the address that it listens at."
                    : $"The service at {service.GetLeftPart(UriPartial.Authority)} does not answer within 3 s.");
            }
        }));
    }

    /// <summary>The first address as this machine itself reaches it, whatever stands for all of its addresses.</summary>
    private static string OnThisMachine(string urls) =>
        ServeCommand.Reachable(urls.Split(';', StringSplitOptions.RemoveEmptyEntries)[0])
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal);
}
