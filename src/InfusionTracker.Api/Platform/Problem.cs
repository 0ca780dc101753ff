using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;

namespace InfusionTracker.Api.Platform;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Pointer">JSON pointer into the body, e.g. <c>/rate/value</c>; left out where it is not in the body.</param>
/// <param name="Parameter">Name of the query parameter or header; left out where it is in the body.</param>
/// <param name="Detail">A sentence that says what to do. Never a value of the request.</param>
public sealed record ProblemError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter,
    string Detail);

/// <summary>
/// A problem document (RFC 9457): the one answer to everything that cannot be done. It carries what to do about it,
/// and never the text of the database, a stack or a value of a patient's record.
/// </summary>
public sealed class Problem(int status, string slug, string detail, params ProblemError[] errors) : IResult, IEndpointMetadataProvider
{
    public const string ContentType = "application/problem+json";

    public int Status => status;

    /// <summary>Last segment of <c>type</c>: the stable name of the kind of problem.</summary>
    public string Slug => slug;

    public string Detail => detail;

    public IReadOnlyList<ProblemError> Errors => errors;

    /// <summary>The record that the refused one was re-entered as; null where that is not the reason.</summary>
    public Guid? ReenteredAs { get; init; }

    /// <summary>The record that has what only one may have; null where that is not the reason.</summary>
    public Guid? ExistingId { get; init; }

    /// <summary>Seconds after which to try again; null where that does not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What readiness found, check by check; null for every other problem.</summary>
    public IReadOnlyDictionary<string, string>? Checks { get; private init; }

    /// <summary>True where what was sent to prove who asks proves nothing (RFC 6750).</summary>
    public bool HasBadCredential { get; init; }

    /// <summary>True where the body came in a coding, and none is taken (RFC 9110, 12.5.3).</summary>
    public bool HasBadCoding { get; init; }

    public static Problem Malformed(string detail, params ProblemError[] errors) => new(400, "malformed", detail, errors);

    public static Problem Malformed(string pointer, string detail) => Malformed(detail, new ProblemError(pointer, null, detail));

    /// <summary>A member that must be there is not.</summary>
    public static Problem Missing(string pointer) => Malformed("A member is missing.", new ProblemError(pointer, null, "This member is required."));

    public static Problem BadParameter(string parameter, string detail) => Malformed(detail, new ProblemError(null, parameter, detail));

    /// <summary>What was sent to prove who asks proves nothing.</summary>
    public static Problem BadCredential(string detail) => new(401, "unauthenticated", detail) { HasBadCredential = true };

    public static Problem NotFound(string what) => new(404, "not-found", $"There is no such {what} in this clinic.");

    public static Problem Conflict(string detail, string? pointer = null, Guid? reenteredAs = null, Guid? existingId = null) =>
        new(409, "conflict", detail, pointer is null ? [] : [new ProblemError(pointer, null, detail)]) { ReenteredAs = reenteredAs, ExistingId = existingId };

    public static Problem Invalid(string pointer, string detail) => Invalid(detail, new ProblemError(pointer, null, detail));

    public static Problem Invalid(string detail, params ProblemError[] errors) => new(422, "invalid", detail, errors);

    public static Problem KeyReused() =>
        Invalid("The Idempotency-Key was used for another request. Choose another.", new ProblemError(null, "Idempotency-Key", "Choose another."));

    public static Problem Unavailable(string detail, int retryAfter = 1, IReadOnlyDictionary<string, string>? checks = null) =>
        new(503, "unavailable", detail) { RetryAfter = retryAfter, Checks = checks };

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (HasBadCoding)
        {
            response.Headers.AcceptEncoding = "identity";
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = HasBadCredential ? "Bearer error=\"invalid_token\"" : "Bearer";
        }

        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type"u8, $"/problems/{slug}");
        json.WriteString("title"u8, Title(status));
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, detail);
        json.WriteString("requestId"u8, context.TraceIdentifier);
        if (ReenteredAs is { } record)
        {
            json.WriteString("reenteredAs"u8, record);
        }

        if (ExistingId is { } existing)
        {
            json.WriteString("existingId"u8, existing);
        }

        json.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString(error.Pointer is null ? "parameter"u8 : "pointer"u8, error.Pointer ?? error.Parameter);
            json.WriteString("detail"u8, error.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (Checks is not null)
        {
            json.WriteStartObject("checks"u8);
            foreach (var (check, state) in Checks)
            {
                json.WriteString(check, state);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The statuses that any operation may answer with; what is particular to one, its route names.</summary>
    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 429, 503, 504])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), [ContentType]));
        }
    }

    private static string Title(int status) => status switch
    {
        400 => "The request is malformed",
        401 => "A valid key or token is required",
        403 => "The client may not do this",
        404 => "Not found",
        405 => "The method is not allowed here",
        408 => "The request took too long to arrive",
        409 => "The request conflicts with the record",
        410 => "What was given is no longer valid",
        412 => "The record has changed since",
        413 => "The request is too large",
        415 => "The media type or coding is not supported",
        422 => "The values cannot be accepted",
        428 => "A change must say which version it is of",
        429 => "Too many requests",
        503 => "The service is not available right now",
        504 => "The request took too long",
        _ => "The request failed",
    };
}

/// <summary>A problem document (RFC 9457).</summary>
public sealed record ProblemDocument
{
    /// <summary>A stable URI path that names the kind of problem.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>A sentence that says what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>Id of the request, for the operator's logs.</summary>
    public required string RequestId { get; init; }

    /// <summary>Only if a retraction is refused because the record was re-entered elsewhere: the id of the new record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ReenteredAs { get; init; }

    /// <summary>Only if a record is refused because another has one of its identifiers: the id of that one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ExistingId { get; init; }

    /// <summary>What is wrong, by JSON pointer into the body or by the name of the parameter.</summary>
    public required IReadOnlyList<ProblemError> Errors { get; init; }

    /// <summary>Of <c>/health/ready</c> alone: each check by its name, <c>ok</c>, <c>degraded</c> or <c>failed</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Checks { get; init; }
}

/// <summary>Carries a problem out of a place that cannot return one, such as a database refusal inside a pipeline.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
