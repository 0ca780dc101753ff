using System.CommandLine;

namespace InfusionTracker.Api.Hosting;

/// <summary><c>health</c>: asks a running service whether it is ready; the health check of the container, which has no curl.</summary>
public static class HealthCommand
{
    public static void AddTo(RootCommand root)
    {
        var url = new Argument<string>("url") { Description = "Where the service listens.", DefaultValueFactory = _ => ServeCommand.DefaultUrl };
        root.Subcommands.Add(new Command("health", "Asks a running service whether it is ready, and tells what it answers; exit code 0 where it is.") { url }.Does(async (arguments, cancellation) =>
        {
            if (!Uri.TryCreate(arguments.GetRequiredValue(url), UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https"))
            {
                throw new CommandException($"Give the address that the service listens at, such as {ServeCommand.DefaultUrl}.");
            }

            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
            try
            {
                using var answer = await http.GetAsync(new Uri(service, "/health/ready"), cancellation);
                Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellation));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return 1;
            }
        }));
    }
}
