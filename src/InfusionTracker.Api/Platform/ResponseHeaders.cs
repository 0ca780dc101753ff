using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// Writes into the OpenAPI document which headers an answer carries. It follows from the status, from what the answer holds and
/// from what the operation takes; what tells a browser how to treat any answer is left to HTTP.
/// </summary>
internal sealed class ResponseHeaders : IOperationFilter
{
    private static readonly Header[] All =
    [
        new("X-Request-Id", JsonSchemaType.String, "Id of the request, for the operator's logs.", _ => true),
        new("RateLimit-Policy", JsonSchemaType.String, "The rates that the request counts for, e.g. \"client\";q=200;w=2: how many requests in how many seconds.", _ => true),
        new("RateLimit", JsonSchemaType.String, "What is left of each rate, e.g. \"client\";r=199;t=1: how many requests, and in how many seconds all of them again.", _ => true),
        new("ETag", JsonSchemaType.String, "The version of the record, in quotes: what If-Match takes.", outcome => outcome.IsDone && outcome.HoldsRecord),
        new("Location", JsonSchemaType.String, "Path of the record.", outcome => outcome.Status == 201 && outcome.HoldsRecord),
        new("Idempotency-Replayed", JsonSchemaType.Boolean, "True where this had been done before, and is answered as it was then; left out otherwise.", outcome => outcome is { IsDone: true, Method: "POST" }),
        new("Link", JsonSchemaType.String, "Address of the next page, with rel=\"next\"; left out on the last.", outcome => outcome.IsDone && outcome.Takes("cursor")),
        new("Next-Since", JsonSchemaType.String, "A position in the order of changes, sealed: give it as since to go on from here without a gap.", outcome => outcome.IsDone && outcome.Takes("since")),
        new("Content-Disposition", JsonSchemaType.String, "Name of the file.", outcome => outcome.IsDone && outcome.Takes("since")),
        new("WWW-Authenticate", JsonSchemaType.String, "Bearer; with error=\"invalid_token\" where what was sent proves nothing.", outcome => outcome.Status == 401),
        new("Accept-Encoding", JsonSchemaType.String, "Identity, where the body came in a coding.", outcome => outcome.Status == 415),
        new("Retry-After", JsonSchemaType.Integer, "Seconds after which to try again; left out where that does not help.", outcome => outcome.Status is 409 or 429 or 503),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is OpenApiResponse answer)
            {
                var outcome = new Outcome(int.Parse(status, CultureInfo.InvariantCulture), context.ApiDescription);
                answer.Headers = All.Where(header => header.IsOn(outcome)).ToDictionary(header => header.Name, IOpenApiHeader (header) => header.In(context.Document));
            }
        }
    }

    private sealed record Header(string Name, JsonSchemaType Type, string Description, Func<Outcome, bool> IsOn)
    {
        /// <summary>The header as a document refers to it, which has it once.</summary>
        public OpenApiHeaderReference In(OpenApiDocument document)
        {
            document.AddComponent<IOpenApiHeader>(Name, new OpenApiHeader { Description = Description, Schema = new OpenApiSchema { Type = Type } });
            return new OpenApiHeaderReference(Name, document);
        }
    }

    /// <summary>What an operation may come to.</summary>
    private sealed record Outcome(int Status, ApiDescription Operation)
    {
        public string? Method => Operation.HttpMethod;

        public bool IsDone => Status < 300;

        public bool HoldsRecord => Metadata<IProducesResponseTypeMetadata>().Any(body => body.StatusCode == Status && body.Type?.IsAssignableTo(typeof(Recorded)) == true);

        public bool Takes(string parameter) => Metadata<TakesParameters>().Any(takes => takes.Types.ContainsKey(parameter));

        private IEnumerable<T> Metadata<T>() => Operation.ActionDescriptor.EndpointMetadata.OfType<T>();
    }
}
