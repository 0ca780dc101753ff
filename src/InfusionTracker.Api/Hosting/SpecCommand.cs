using System.CommandLine;
using InfusionTracker.Api.Platform;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace InfusionTracker.Api.Hosting;

/// <summary><c>openapi</c>: writes the OpenAPI document as it is served.</summary>
public static class SpecCommand
{
    public static void AddTo(RootCommand root)
    {
        var file = new Argument<string>("file") { Description = "Where to write it, e.g. api-specs/infusion-tracker.v1.json." };
        root.Subcommands.Add(new Command("openapi", "Writes the OpenAPI document.") { file }.Does(async (arguments, cancellation) =>
        {
            await using var choice = await DatabaseChoice.Of(HostingCommand.Configuration, HostingCommand.IsDevelopment, ServeCommand.Database, cancellation);
            await using var app = await Service.Build(choice.Service);
            await File.WriteAllTextAsync(arguments.GetValue(file)!, await Document(app), cancellation);
            return 0;
        }));
    }

    /// <summary>The document that <c>/openapi/v1.json</c> serves.</summary>
    public static async Task<string> Document(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1) + "\n";
    }
}
