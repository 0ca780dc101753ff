using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Audit;
using InfusionTracker.Domain.Onset;
using Microsoft.OpenApi;
using NodaTime;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace InfusionTracker.Api.Platform;

/// <summary>The OpenAPI document: every operation with its summary, outcomes, headers and examples that work as they stand.</summary>
public static class OpenApi
{
    /// <summary>Where the document is served.</summary>
    private const string Address = "/openapi/v1.json";

    private const string SecurityScheme = "bearer";

    /// <summary>Types that are written as a text of some format.</summary>
    private static readonly Dictionary<Type, Func<OpenApiSchema>> Texts = new()
    {
        [typeof(Instant)] = () => Text("date-time", "2026-03-02T09:00:00Z"),
        [typeof(TimeParameter)] = () => Text("date-time", "2026-03-02T09:00:00Z"),
        [typeof(Duration)] = () => Text("duration", "PT40M"),
        [typeof(CalendarSpan)] = () => Text("duration", "P14D"),
        [typeof(CalendarSpanParameter)] = () => Text("duration", "P14D"),
        [typeof(SpanParameter)] = () => Text("duration", "PT5M"),
        [typeof(LocalDate)] = () => Text("date", "1980-05-01"),
    };

    /// <summary>Parameters that mean the same wherever they are taken.</summary>
    private static readonly Dictionary<string, string> Alike = new()
    {
        ["asOf"] = "A recorded time that has passed: what is told is told as it was known then, once nobody writes from then any more (mostly at "
            + "once, else 503 after 2 s). Without it, as it is known now.",
        ["version"] = "A version, from 1: what is told is that one. Without it, the last; not with `asOf`.",
        ["at"] = "The time that is asked about. Without it, now, or the time of `asOf` where that is given.",
    };

    /// <summary>Bodies and ids that work as they stand, one after another; a test sends them.</summary>
    private static readonly Lazy<JsonNode> Examples = new(() => JsonNode.Parse(Resource("Platform/OpenApi.examples.json"))!);

    public static void Configure(IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "InfusionTracker",
                Version = "v1",
                Description = "Records ketamine infusion sessions, what clinicians observe during them and symptom scores, and tells when the effect sets in. "
                    + "Not a certified medical device, and no medical advice. HEAD is answered wherever GET is; a body is sent without a Content-Encoding.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            options.DescribeAllParametersInCamelCase();
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.CustomOperationIds(api => api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().FirstOrDefault()?.EndpointName);
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "InfusionTracker.*.xml").Order(StringComparer.Ordinal))
            {
                options.IncludeXmlComments(file);
            }

            foreach (var (type, text) in Texts)
            {
                options.MapType(type, text);
            }

            options.AddSecurityDefinition(SecurityScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key of this service, or a JWT of the issuer that it is configured for.",
            });
            options.OperationFilter<Operations>();
            options.OperationFilter<ResponseHeaders>();
            options.SchemaFilter<AllowedValues>();
            options.SchemaFilter<Members>();
            options.SchemaFilter<OneOfSchemas>();
            options.OperationFilter<OneOfOutcomes>();
        });
    }

    /// <summary>The document and its page, beside the way that every other request takes.</summary>
    public static void Map(WebApplication app)
    {
        // The committed document, which a test compares with the routes: to generate it takes as long as hundreds of reads.
        var document = Resource("api-specs/infusion-tracker.v1.json");
        app.UseWhen(
            context => context.Request.Path == Address && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)),
            documents => documents.Run(async context =>
            {
                context.Response.ContentType = "application/json; charset=utf-8";
                context.Response.ContentLength = document.Length;
                await context.Response.Body.WriteAsync(document, context.RequestAborted);
            }));
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal), pages => pages.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "InfusionTracker";
            options.SwaggerEndpoint(Address, "InfusionTracker v1");
        }));
    }

    /// <summary>The document as the routes make it, for the <c>specs</c> command and the test that compares it with the committed one.</summary>
    public static async Task<string> Document(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1) + "\n";
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static OpenApiSchema Text(string format, string example) => new() { Type = JsonSchemaType.String, Format = format, Examples = [example] };

    /// <summary>What an operation's route says of it: the scope, the headers, what each status means.</summary>
    private sealed class Operations : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            var method = context.ApiDescription.HttpMethod;
            foreach (var (status, response) in operation.Responses ?? [])
            {
                if (response is OpenApiResponse described)
                {
                    described.Description = Meaning(status);
                }
            }

            if (metadata.OfType<NeedsScope>().FirstOrDefault() is not { } needs)
            {
                return;
            }

            operation.Description = $"{operation.Description} Needs the scope `{needs.Scope}`.".TrimStart();
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecurityScheme, context.Document)] = [needs.Scope] }];
            operation.Parameters ??= [];
            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
            {
                Describe(parameter, context);
            }

            if (method is "GET" or "DELETE")
            {
                // Lists in the query are taken for a body that there never is.
                operation.RequestBody = null;
            }
            else if (operation.RequestBody?.Content?["application/json"] is OpenApiMediaType body
                && operation.OperationId is { } name && Examples.Value["bodies"]![name] is { } example)
            {
                body.Example = example.DeepClone();
            }

            var readsByPost = metadata.OfType<ReadsByPost>().Any();
            if (readsByPost || (method == "GET" && !metadata.OfType<NoRecord>().Any()))
            {
                operation.Description += " Every read is logged: who, which records, when, what for; of what was read within the last "
                    + $"{AccessLog.LossWindow.TotalSeconds} s before a crash, the entry may be lost.";
                var purpose = Header(PurposeOfUse.Header, required: false, "What the records are read for: a code of HL7 v3 PurposeOfUse, e.g. TREAT, HOPERAT, HRESCH. "
                    + "Left out, the log says that the caller did not say. ETREAT and BTG are access in an emergency: they need a reason, and raise an alarm.");
                ((OpenApiSchema)purpose.Schema!).Enum = [.. PurposeOfUse.Codes.Order(StringComparer.Ordinal).Select(code => (JsonNode)JsonValue.Create(code))];
                operation.Parameters.Add(purpose);
                operation.Parameters.Add(Header(PurposeOfUse.ReasonHeader, required: false, $"Why, in at most {PurposeOfUse.MaxReasonLength} visible ASCII characters; required with ETREAT and BTG. It is shown in the audit: name no value of a record."));
            }

            if (method == "POST" && !readsByPost)
            {
                operation.Parameters.Add(Header("Idempotency-Key", required: false, "At most 255 visible ASCII characters, of the client's own choosing: the same request under the same key, within 30 days, is done once and answered as the first time, whatever has happened since."));
            }

            if (method == "PUT")
            {
                operation.Parameters.Add(Header("If-None-Match", required: false, "* to define what is not defined yet, and nothing else."));
            }

            if (operation.Responses?.ContainsKey(method == "PUT" ? "412" : "428") == true)
            {
                operation.Parameters.Add(Header("If-Match", required: method != "PUT", "The ETag of the version that is changed."));
            }
        }

        private static void Describe(OpenApiParameter parameter, OperationFilterContext context)
        {
            if (parameter.In == ParameterLocation.Path && Examples.Value["ids"]![parameter.Name!] is { } id)
            {
                parameter.Example = id.DeepClone();
            }

            var source = context.ApiDescription.ParameterDescriptions
                .FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))?.ParameterInfo();
            if (parameter.Schema?.Type == JsonSchemaType.Array)
            {
                // A list that is left out is empty, and few may not be.
                parameter.Required = source?.IsDefined(typeof(RequiredAttribute), inherit: false) == true;
            }

            if ((Nullable.GetUnderlyingType(source?.ParameterType ?? typeof(string)) ?? source?.ParameterType) is { } read && Texts.TryGetValue(read, out var text))
            {
                // What reads itself from a text is taken for a text, and what its member says of it is lost.
                parameter.Schema = text();
                parameter.Description = source!.Member is PropertyInfo member
                    ? context.SchemaGenerator.GenerateSchema(read, context.SchemaRepository, member).Description
                    : parameter.Description;
            }

            if (Alike.TryGetValue(parameter.Name!, out var alike))
            {
                parameter.Description = alike;
            }
            else if (parameter.In == ParameterLocation.Path && parameter.Name!.EndsWith("Id", StringComparison.Ordinal))
            {
                parameter.Description ??= $"Id of the {Words(parameter.Name[..^2])}.";
            }
        }

        /// <summary><c>adverseEvent</c> as words.</summary>
        private static string Words(string name) => string.Concat(name.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

        private static OpenApiParameter Header(string name, bool required, string description) => new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

        private static string Meaning(string status) => status switch
        {
            "200" => "Done.",
            "201" => "Recorded.",
            "204" => "Done; there is nothing to say.",
            "400" => "The request is malformed; the document points at what is wrong.",
            "401" => "There is no valid key or token.",
            "403" => "The client lacks the scope.",
            "404" => "There is no such record in this clinic.",
            "409" => "The record is in a state that does not allow this, or the id is taken.",
            "410" => "The records were restored to a state from before this: begin anew.",
            "412" => "The record has another version than If-Match names.",
            "413" => "The body is too large.",
            "415" => "The body is not JSON in UTF-8.",
            "422" => "A value cannot be accepted; the document points at it.",
            "428" => "If-Match is missing.",
            "429" => "Too many requests; Retry-After says when to come back.",
            "503" => "The service cannot do this right now; Retry-After says when to come back.",
            "504" => "It took too long.",
            _ => "See the problem document.",
        };
    }

    /// <summary>Codes that a member may have, from its <c>[AllowedValues]</c>.</summary>
    private sealed class AllowedValues : ISchemaFilter
    {
        public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
        {
            if (schema is OpenApiSchema described
                && context.MemberInfo?.GetCustomAttributes(typeof(System.ComponentModel.DataAnnotations.AllowedValuesAttribute), inherit: true)
                    is [System.ComponentModel.DataAnnotations.AllowedValuesAttribute { Values: var values }])
            {
                described.Enum = [.. values.Where(v => v is not null || Members.MayBeNull(context.MemberInfo)).Select(v => v is null ? JsonNullSentinel.JsonNull : JsonValue.Create((string)v))];
            }
        }
    }
}
