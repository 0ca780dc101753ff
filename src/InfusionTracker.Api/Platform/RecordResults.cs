using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InfusionTracker.Api.Access;
using Microsoft.AspNetCore.Http.Metadata;

namespace InfusionTracker.Api.Platform;

/// <summary>201 with the record, its Location and its ETag; <c>Idempotency-Replayed: true</c> where it was made before.</summary>
public sealed class CreatedRecord<T>(Written<T> written, string location) : IResult, IEndpointMetadataProvider, IHoldsRecords
    where T : Recorded
{
    IEnumerable<Recorded> IHoldsRecords.Records => written.Records;

    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = location;
        return Answers.Write(context, written.Record, written.Replayed);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), ["application/json"]));
}

/// <summary>201 with the records of a batch, in order; <c>Idempotency-Replayed: true</c> where they were made before.</summary>
public sealed class CreatedBatch<T>(Written<T> written) : IResult, IEndpointMetadataProvider, IHoldsRecords
    where T : Recorded
{
    IEnumerable<Recorded> IHoldsRecords.Records => written.Records;

    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Answers.Write(context, new Batch<T>(written.Records), written.Replayed);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(Batch<T>), ["application/json"]));
}

/// <summary>The records that a batch made.</summary>
/// <param name="Items">In the order in which they were sent.</param>
public sealed record Batch<T>(IReadOnlyList<T> Items);

/// <summary>200 with the record as it stands, and its ETag.</summary>
public sealed class CurrentRecord<T>(T record, bool replayed = false) : IResult, IEndpointMetadataProvider, IHoldsRecords
    where T : Recorded
{
    IEnumerable<Recorded> IHoldsRecords.Records => [record];

    public Task ExecuteAsync(HttpContext context) => Answers.Write(context, record, replayed);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>What every answer with a body has in common.</summary>
public static class Answers
{
    public static string ETag(int version) => $"\"{version}\"";

    public static Task Write<T>(HttpContext context, T body, bool replayed = false)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (body is Recorded record)
        {
            response.Headers.ETag = ETag(record.Version);
        }

        if (replayed)
        {
            response.Headers["Idempotency-Replayed"] = "true";
        }

        return WriteJson(context, body!, Json.TypeOf<T>());
    }

    /// <summary>What a handler answers with 200 and a body, to be written as everything else is; any other answer as it stands.</summary>
    public static object? InOneGo(object? answer) =>
        answer is IValueHttpResult { Value: { } value } and IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } ? new Whole(value) : answer;

    /// <summary>
    /// Writes a body. Once the first byte of it is made, the answer has started and nothing else can go out in its place: it is sent
    /// whole, or broken off. What is little is made in one go, and needs no asking after each member whether to stop and go on later;
    /// what is much goes out while it is made.
    /// </summary>
    private static async Task WriteJson(HttpContext context, object body, JsonTypeInfo type)
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted);
        if (context.Features.Get<Caller>()?.Place is not null)
        {
            await JsonSerializer.SerializeAsync(context.Response.BodyWriter, body, type, context.RequestAborted);
        }
        else
        {
            using var json = new Utf8JsonWriter(context.Response.BodyWriter, WriterOptions);
            JsonSerializer.Serialize(json, body, type);
        }

        // A flush sends what it can at once, also where the request is over: the end of an answer that came too late.
        context.RequestAborted.ThrowIfCancellationRequested();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    private sealed class Whole(object value) : IResult
    {
        public Task ExecuteAsync(HttpContext context) => WriteJson(context, value, Json.Options.GetTypeInfo(value.GetType()));
    }
}

/// <summary>The If-Match header against a record (RFC 9110, section 13.1.1).</summary>
public static class Preconditions
{
    /// <summary>428 without the header, 412 where the record has another version, null where it matches.</summary>
    public static Problem? Check(string? ifMatch, int version)
    {
        if (ifMatch is null)
        {
            return Required();
        }

        return ifMatch.Trim() == "*" || ifMatch.Split(',', StringSplitOptions.TrimEntries).Contains(Answers.ETag(version))
            ? null
            : new Problem(412, "stale", "The record has changed since that version. Read it again, then change it.");
    }

    /// <summary>428 without the header.</summary>
    public static Problem? CheckSent(string? ifMatch) => ifMatch is null ? Required() : null;

    public static Problem Required() => new(428, "precondition-required", "Send If-Match with the ETag of the version that you change.");
}
