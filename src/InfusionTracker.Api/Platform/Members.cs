using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Writes into the OpenAPI document which members may be null and which are always there, as JSON is read and written here.
/// Swashbuckle says of no member that it may be null whose schema stands elsewhere in the document, takes what may be null for
/// what may be left out, and knows nothing of <see cref="RefusesNullsAttribute"/> and <see cref="MergePatch"/>.
/// </summary>
internal sealed class Members : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } members } described)
        {
            return;
        }

        foreach (var member in context.Type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            if (!members.TryGetValue(name, out var written))
            {
                continue;
            }

            if (written is OpenApiSchemaReference reference && MayBeNull(member))
            {
                members[name] = OrNull(reference);
            }
            else if (written is OpenApiSchema whole && !MayBeNull(member))
            {
                whole.Type &= ~JsonSchemaType.Null;
            }

            if (IsAlwaysThere(member))
            {
                (described.Required ??= new SortedSet<string>()).Add(name);
            }
        }
    }

    /// <summary>True where a member's value, if it is there, may be null.</summary>
    public static bool MayBeNull(MemberInfo member) =>
        !member.IsNonNullableReferenceType()
        && !member.ReflectedType!.IsDefined(typeof(RefusesNullsAttribute), inherit: false)
        && (!member.ReflectedType.IsAssignableTo(typeof(MergePatch)) || member.IsDefined(typeof(ClearableAttribute)));

    /// <summary>
    /// True for what is only ever written, and for what a record is made of: whoever reads it must find it, and whoever writes it
    /// writes it, null or not.
    /// </summary>
    private static bool IsAlwaysThere(PropertyInfo member) =>
        !member.IsDefined(typeof(JsonIgnoreAttribute))
        && (!member.CanWrite || member.ReflectedType!.GetConstructors().Any(made => made.GetParameters().Any(p => p.Name == member.Name && !p.HasDefaultValue)));

    private static OpenApiSchema OrNull(OpenApiSchemaReference reference)
    {
        var description = reference.Description;
        reference.Description = null;
        return new OpenApiSchema { Description = description, OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] };
    }
}
