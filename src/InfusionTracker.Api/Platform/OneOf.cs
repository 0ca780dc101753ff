using System.Reflection;
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
