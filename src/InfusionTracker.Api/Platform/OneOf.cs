using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace InfusionTracker.Api.Platform;

/// <summary>A body that is of one of several types; the OpenAPI document says so.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneOfAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types => types;
}

/// <summary>Writes <see cref="OneOfAttribute"/> into the OpenAPI document.</summary>
internal sealed class OneOfSchemas : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema written && context.Type.GetCustomAttribute<OneOfAttribute>() is { } oneOf)
        {
            written.Type = null;
            written.AdditionalPropertiesAllowed = true;
            written.OneOf = [.. oneOf.Types.Select(type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository))];
        }
    }
}

/// <summary>Writes into the OpenAPI document that an outcome has one of several bodies, where an operation declares several for it.</summary>
internal sealed class OneOfOutcomes : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var outcomes = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>()
            .GroupBy(outcome => outcome.StatusCode, outcome => outcome.Type!)
            .Where(types => types.Distinct().Count() > 1);
        foreach (var types in outcomes)
        {
            var response = operation.Responses![types.Key.ToString(CultureInfo.InvariantCulture)];
            foreach (var content in response.Content!.Values.OfType<OpenApiMediaType>())
            {
                content.Schema = new OpenApiSchema
                {
                    OneOf = [.. types.Distinct().Select(type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository))],
                };
            }
        }
    }
}
