using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace InfusionTracker.Api.Platform;

/// <summary>What an operation needs of its caller.</summary>
public sealed record NeedsScope(string Scope);

/// <summary>The query parameters that an operation takes, by name and type; any other is refused.</summary>
public sealed record TakesParameters(FrozenDictionary<string, Type> Types);

/// <summary>
/// What happens to every request before and after its handler: headers are checked, the caller is named, unknown
/// parameters are refused, and whatever goes wrong becomes a problem document.
/// </summary>
public static partial class RequestPipeline
{
    /// <summary>The operation needs this scope; without it, or without a valid key, it is refused.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, string scope)
    {
        route.Add(endpoint =>
        {
            endpoint.Metadata.Add(new NeedsScope(scope));
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(401, typeof(ProblemDocument), [Problem.ContentType]));
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(403, typeof(ProblemDocument), [Problem.ContentType]));
            endpoint.Metadata.Add(new TakesParameters(QueryParameters((RouteEndpointBuilder)endpoint)));
            endpoint.Metadata.Add(new JudgedHere());
        });
        return route;
    }

    /// <summary>The operation answers with no record of the clinic, and is not logged as a read of one.</summary>
    public static RouteHandlerBuilder HoldsNoRecord(this RouteHandlerBuilder route) => route.WithMetadata(new NoRecord());

    /// <summary>The operation reads, though it is a POST: it is logged as a read, and keeps nothing under an Idempotency-Key.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.WithMetadata(new ReadsByPost());

    /// <summary>The statuses, beside those of every operation, that this one may answer with.</summary>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemDocument>(status, Problem.ContentType);
        }

        return route;
    }

    /// <summary>Turns whatever goes wrong into a problem document; outermost of all.</summary>
    public static async Task AnswerProblems(HttpContext context, RequestDelegate next)
    {
        // The caller may choose the trace, and several of its requests may share it; the span is of this request alone.
        context.TraceIdentifier = Activity.Current is { } activity ? $"{activity.TraceId}-{activity.SpanId}" : context.TraceIdentifier;
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await Unmatched(context).ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, and nobody is left to answer.
        }
        catch (Exception e)
        {
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestPipeline));
            context.RequestServices.GetRequiredService<ServerFaults>().Note(e, context.TraceIdentifier);
            if (context.Response.HasStarted)
            {
                // Half an answer has gone out. The transfer is broken off, so that it can never look whole.
                LogBrokenOff(log, context.TraceIdentifier, e.GetType().Name);
                context.Abort();
                return;
            }

            var problem = Problems.Of(e);
            if (problem is null)
            {
                LogUnexpected(log, context.TraceIdentifier, e.GetType().Name, Where(e));
                problem = new Problem(500, "unexpected", "Something went wrong that should not. The operator finds it in the log by the request id.");
            }

            context.Response.Clear();
            context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
            await (await AfterAdmission(context, problem)).ExecuteAsync(context);
        }
    }

    /// <summary>
    /// Refuses what there is no place for at the database, right after routing: before anything else is looked at, and without an
    /// exception or a timer, since what is refused must cost little, or it costs what others get.
    /// </summary>
    public static Task RefuseOverload(HttpContext context, DatabasePlaces places, RequestDelegate next) =>
        places.AreTaken && context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is not null
            ? DatabasePlaces.Refusal().ExecuteAsync(context)
            : next(context);

    /// <summary>Names the caller, counts the request, and refuses what no handler should see; after routing, before the handler.</summary>
    public static async Task NameCaller(HttpContext context, RateLimits rates, DatabasePlaces places, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<NeedsScope>() is not { } needs)
        {
            rates.Count(context);
            await next(context);
            return;
        }

        var request = context.Request;
        var deadline = HttpLimits.Deadline(context, isBodyIn: false);
        var (key, token) = await Credential(context, rates);
        var caller = new Caller
        {
            ClinicId = token?.ClinicId ?? key.ClinicId,
            Key = key,
            Token = token,
            Scope = needs.Scope,
            RequestId = context.TraceIdentifier,
            Operation = $"{request.Method} {request.Path}",
            Aborted = context.RequestAborted,
            Deadline = deadline,
        };
        context.Features.Set(caller);
        rates.Count(context, caller);
        var isJudged = true;
        try
        {
            ReadHeaders(request, caller);
            CheckCoding(request);
            CheckMediaType(request);
            CheckQuery(request, endpoint.Metadata.GetRequiredMetadata<TakesParameters>());
            caller.AsOf = request.Query.TryGetValue("asOf", out var text) && TimeParameter.TryParse(text, CultureInfo.InvariantCulture, out var asOf) ? asOf.Value : null;
            var body = await TakeBody(context);
            if (body == Body.TooSlow)
            {
                isJudged = false;
                await Problems.TooSlow().ExecuteAsync(context);
                return;
            }

            using var place = body == Body.Large ? await PlaceForLargeBody(context, caller, places) : null;
            caller.Deadline = Math.Min(caller.Deadline, HttpLimits.Deadline(context, isBodyIn: true));
            await next(context);
        }
        catch (Exception e) when (Problems.Of(e)?.Status != 401)
        {
            // Nothing was learnt of the key: a known client stays known, and does not fall to the rate of its address.
            isJudged = caller.Admitted;
            throw;
        }
        finally
        {
            caller.Place?.Dispose();
            if (isJudged)
            {
                rates.Settle(caller);
            }
        }
    }

    private static void ReadHeaders(HttpRequest request, Caller caller)
    {
        var idempotencyKey = Header(request, "Idempotency-Key", 255);
        caller.IdempotencyKey = HttpMethods.IsPost(request.Method) ? idempotencyKey : null;
        caller.IfMatch = Header(request, HeaderNames.IfMatch, 200);
        caller.IfNoneMatch = Header(request, HeaderNames.IfNoneMatch, 200);
        caller.Purpose = PurposeOfUse.Of(
            Header(request, PurposeOfUse.Header, 40), Header(request, PurposeOfUse.ReasonHeader, PurposeOfUse.MaxReasonLength));
    }

    /// <summary>A large body is held in memory while it is read: only of a caller whose key is valid, and only a few at once.</summary>
    /// <exception cref="ProblemException">401 or 403; 503 where there is no place.</exception>
    private static async Task<IDisposable> PlaceForLargeBody(HttpContext context, Caller caller, DatabasePlaces places)
    {
        await context.RequestServices.GetRequiredService<Database>().Admit(caller);
        return places.PlaceForLargeBody();
    }

    /// <summary>
    /// Waits until a body of the usual size is there; it is read later. Slow ones are given up by the second, all that are due at
    /// once, and an exception out of the depth of a handler's reading costs each of them many times what it costs here.
    /// </summary>
    private static async ValueTask<Body> TakeBody(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > HttpLimits.UsualBodyBytes)
        {
            return Body.Large;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            return Body.In;
        }

        try
        {
            // Of a body whose length is not told, as much as shows whether it is large.
            var taken = await request.BodyReader.ReadAtLeastAsync((int?)request.ContentLength ?? HttpLimits.UsualBodyBytes + 1, context.RequestAborted);
            var isLarge = taken.Buffer.Length > HttpLimits.UsualBodyBytes;
            request.BodyReader.AdvanceTo(taken.Buffer.Start);
            return isLarge ? Body.Large : Body.In;
        }
        catch (IOException e)
        {
            // What else is wrong with it, whoever reads it will see.
            return e is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } ? Body.TooSlow : Body.In;
        }
    }

    /// <summary>How far a body has come before its handler.</summary>
    private enum Body
    {
        In,
        TooSlow,
        Large,
    }

    /// <summary>
    /// A caller whose key is not valid learns that first, whatever else is wrong; save that its body never came, which says
    /// nothing to it, and is no reason to take a place of the database from those who came to the point.
    /// </summary>
    private static async Task<Problem> AfterAdmission(HttpContext context, Problem problem)
    {
        if (problem.Status is 401 or 403 or 408 or 429 or >= 500 || context.Features.Get<Caller>() is not { } caller)
        {
            return problem;
        }

        try
        {
            await context.RequestServices.GetRequiredService<Database>().Admit(caller);
            return problem;
        }
        catch (Exception e) when (Problems.Of(e) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>
    /// What becomes of a handler's answer: before a refusal the caller is let in or refused itself, a read is logged before it
    /// goes out, and a body is written as every other is. A state of the past is not looked at before it stands.
    /// </summary>
    public static async ValueTask<object?> Answer(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, AccessLog log, RecordedPast past)
    {
        if (invocation.HttpContext.Features.Get<Caller>() is { AsOf: { } asOf } caller)
        {
            await past.Settle(caller, asOf);
        }

        var result = await next(invocation);
        var answer = result is INestedHttpResult { Result: var nested } ? nested : result;
        if (answer is Problem problem)
        {
            return await AfterAdmission(invocation.HttpContext, problem);
        }

        await log.TakeRead(invocation.HttpContext, answer);
        return Platform.Answers.InOneGo(answer);
    }

    private static Problem Unmatched(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new Problem(404, "not-found", "There is nothing at this address."),
        405 => NotAllowed(context.Response),
        413 => new Problem(413, "too-large", "The body is larger than this operation takes."),
        415 => new Problem(415, "media-type", "Send application/json in UTF-8."),
        504 => Problems.TimedOut(),
        var status => new Problem(status, "refused", "The request was refused."),
    };

    private static Problem NotAllowed(HttpResponse response)
    {
        Methods.Allow(response);
        return new Problem(405, "method", "Use another method; Allow names them.");
    }

    /// <summary>The key, which the database looks up, or the person or program that a token names, its signature checked.</summary>
    /// <remarks>A request that names nobody counts for its address, whatever is wrong with its credential.</remarks>
    private static async ValueTask<(ApiKey Key, SignedIn? Token)> Credential(HttpContext context, RateLimits rates)
    {
        try
        {
            return await Credential(context);
        }
        catch
        {
            rates.Count(context);
            throw;
        }
    }

    private static async ValueTask<(ApiKey Key, SignedIn? Token)> Credential(HttpContext context)
    {
        const string scheme = "Bearer ";
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(
                401, "unauthenticated", "Send Authorization: Bearer with an API key of this service, or a token of its issuer."));
        }

        var credential = header[scheme.Length..].Trim();
        return ApiKey.TryParse(credential, out var key) ? (key, null)
            : ApiKey.IsMeant(credential) ? throw new ProblemException(Problem.BadCredential("The API key is incomplete or misspelt. Copy it again."))
            : (default, await context.RequestServices.GetRequiredService<Tokens>().Read(credential, context.RequestAborted));
    }

    private static string? Header(HttpRequest request, string name, int maxLength)
    {
        if (!request.Headers.TryGetValue(name, out var values))
        {
            return null;
        }

        return values is [{ Length: > 0 } value] && value.Length <= maxLength && Ascii.IsValid(value) && !value.Any(char.IsControl)
            ? value
            : throw new ProblemException(Problem.BadParameter(name, $"Send this header once, with 1 to {maxLength} visible ASCII characters."));
    }

    /// <summary>Where there is no body, it is in no coding, whatever is said of it.</summary>
    private static void CheckCoding(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } codings
            && !codings.All(coding => string.IsNullOrEmpty(coding) || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false)
        {
            throw new ProblemException(new Problem(415, "content-coding", "Send the body as it is, without Content-Encoding.") { HasBadCoding = true });
        }
    }

    /// <summary>UTF-8 may be named in quotes (RFC 9110, 8.3.2), which the reading of a body does not know: it is told without them.</summary>
    private static void CheckMediaType(HttpRequest request)
    {
        if (request.ContentType is not { } contentType)
        {
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ProblemException(new Problem(415, "media-type", "Send application/json in UTF-8."));
        }

        if (type.Charset.StartsWith("\"", StringComparison.Ordinal))
        {
            type.Charset = "utf-8";
            request.ContentType = type.ToString();
        }
    }

    private static void CheckQuery(HttpRequest request, TakesParameters takes)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!takes.Types.TryGetValue(name, out var type))
            {
                // The name came from outside and is not echoed: it may hold anything.
                throw new ProblemException(Problem.Malformed(
                    takes.Types.Count == 0 ? "This operation takes no query parameters." : $"This operation takes the query parameters {string.Join(", ", takes.Types.Keys.Order())}."));
            }

            foreach (var value in values)
            {
                if (value is null || value.Length > 2000 || value.Any(c => char.IsControl(c) || c == '\ufffd'))
                {
                    throw new ProblemException(Problem.BadParameter(name, "The value holds characters that do not belong here, or too many."));
                }

                if (!IsOf(type, value))
                {
                    throw new ProblemException(Problem.BadParameter(name, "The value is not of the form that belongs here."));
                }
            }

            if (values.Count > 1 && !type.IsArray)
            {
                throw new ProblemException(Problem.BadParameter(name, "Give this parameter once."));
            }
        }
    }

    /// <summary>
    /// True where a value can be read. The binding of an optional parameter would not say which one could not be, and takes
    /// an empty one for none.
    /// </summary>
    private static bool IsOf(Type type, string value)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        element = Nullable.GetUnderlyingType(element) ?? element;
        return element == typeof(int) ? int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : element == typeof(decimal) ? decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            : element == typeof(bool) ? bool.TryParse(value, out _)
            : element == typeof(Guid) ? Guid.TryParse(value, out _)
            : element == typeof(TimeParameter) ? TimeParameter.TryParse(value, CultureInfo.InvariantCulture, out _)
            : element == typeof(CalendarSpanParameter) ? CalendarSpanParameter.TryParse(value, CultureInfo.InvariantCulture, out _)
            : element != typeof(SpanParameter) || SpanParameter.TryParse(value, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>What the handler reads from the query, found once when the routes are built.</summary>
    private static FrozenDictionary<string, Type> QueryParameters(RouteEndpointBuilder endpoint)
    {
        var route = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet();
        var parameters = endpoint.Metadata.OfType<MethodInfo>().First().GetParameters();
        return parameters
            .SelectMany(p => p.GetCustomAttribute<AsParametersAttribute>() is null
                ? [(p.Name!, p.ParameterType)]
                : p.ParameterType.GetProperties().Select(q => (Name: char.ToLowerInvariant(q.Name[0]) + q.Name[1..], q.PropertyType)))
            .Where(p => !route.Contains(p.Item1) && IsFromQuery(p.Item2))
            .ToFrozenDictionary(p => p.Item1, p => p.Item2);
    }

    private static bool IsFromQuery(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        element = Nullable.GetUnderlyingType(element) ?? element;
        return element == typeof(string) || element.IsPrimitive || element == typeof(Guid) || element == typeof(decimal)
            || element == typeof(TimeParameter) || element == typeof(SpanParameter) || element == typeof(CalendarSpanParameter);
    }

    /// <summary>Where an exception arose, without its message, which may quote what was sent.</summary>
    private static string Where(Exception e) => e is Npgsql.PostgresException p
        ? $"{p.SqlState} {p.Routine} {p.TableName} {p.ColumnName} {p.ConstraintName}"
        : e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("InfusionTracker", StringComparison.Ordinal))?.Trim() ?? "";

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} failed unexpectedly: {Kind} {Where}")]
    private static partial void LogUnexpected(ILogger logger, string requestId, string kind, string where);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId} was broken off while its answer went out: {Kind}")]
    private static partial void LogBrokenOff(ILogger logger, string requestId, string kind);
}
