namespace InfusionTracker.Api.Platform;

public static class OpenApi
{
    public static void Configure(IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options => options.SchemaFilter<OneOfSchemas>());
    }

    public static void Map(WebApplication app)
    {
        app.UseSwagger(options => options.RouteTemplate = "openapi/{documentName}.json");
        app.UseSwaggerUI(options => options.SwaggerEndpoint("/openapi/v1.json", "InfusionTracker v1"));
    }
}
