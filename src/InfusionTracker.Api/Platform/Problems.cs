using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>The one table from what may go wrong to the problem that the caller sees.</summary>
public static partial class Problems
{
    /// <summary>The problem that an exception means; null for one that nobody expects.</summary>
    public static Problem? Of(Exception exception) => exception switch
    {
        ProblemException e => e.Problem,
        BadHttpRequestException e => Of(e),
        OutageException e => Of(e),
        PostgresException e => Of(e),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => TimedOut(),
        NpgsqlException => Of(new OutageException(WriteOutcome.Unknown, exception)),
        _ => null,
    };

    /// <summary>What is wrong with a body that could not be read.</summary>
    public static Problem Of(JsonException exception)
    {
        var pointer = Pointer(exception.Path);
        if (exception.InnerException is ProblemException { Problem: var inner })
        {
            return new Problem(inner.Status, inner.Slug, inner.Detail, new ProblemError(pointer, null, inner.Detail));
        }

        // First, since what follows looks for words in the message, and here the name from outside is among them.
        if (Unmapped().Match(exception.Message) is { Success: true } unknown)
        {
            return Problem.Malformed("A member is not known here.", new ProblemError(PointerToUnknown(exception.Path, unknown.Groups[1].Value), null, "Leave this member out."));
        }

        var missing = Missing().Match(exception.Message) is { Success: true } m
            ? Quoted().Matches(m.Groups[1].Value).Select(q => new ProblemError($"{pointer}/{q.Groups[1].Value}", null, "This member is required.")).ToArray()
            : [];
        if (missing.Length > 0)
        {
            return Problem.Malformed("A member is missing.", missing);
        }

        var detail = exception.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase)
            ? "Give each member once."
            : "The value is not of the type that belongs here.";
        return Problem.Malformed("The body is not the JSON that this operation takes.", new ProblemError(pointer, null, detail));
    }

    private static Problem Of(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
        {
            return Of(json);
        }

        if (UnboundParameter().Match(exception.Message) is { Success: true } parameter)
        {
            return Problem.BadParameter(JsonNamingPolicy.CamelCase.ConvertName(parameter.Groups[1].Value), "The value is not of the form that belongs here.");
        }

        if (MissingParameter().Match(exception.Message) is { Success: true } missing)
        {
            return Problem.BadParameter(JsonNamingPolicy.CamelCase.ConvertName(missing.Groups[1].Value), "This parameter is required.");
        }

        return exception.StatusCode switch
        {
            413 => new Problem(413, "too-large", "The body is larger than this operation takes."),
            415 => new Problem(415, "media-type", "Send application/json in UTF-8."),
            408 => TooSlow(),
            _ => Problem.Malformed("The request could not be read as this operation takes it."),
        };
    }

    private static Problem Of(OutageException exception) => exception switch
    {
        { IsPoolExhausted: true } => Problem.Unavailable("The service is busy, and nothing was written. Try again."),
        { Outcome: WriteOutcome.Undone } => Problem.Unavailable("The database is not available, and nothing was written. Try again."),
        { Outcome: WriteOutcome.Unreplicated } => Problem.Unavailable(
            "The write is not yet safe on a second server. Try again under the same Idempotency-Key or with the same ids, and it is done once; otherwise look first whether it is there."),
        _ => Problem.Unavailable(
            "The database went away before it answered, and a write may have been done. Try again under the same Idempotency-Key or with the same ids, and it is done once; otherwise look first whether it is there."),
    };

    private static Problem Of(PostgresException exception) => exception.SqlState switch
    {
        SqlStates.Unauthenticated => Problem.BadCredential(Sentence(exception.MessageText) + "."),
        SqlStates.Forbidden => new Problem(403, "forbidden", $"The client lacks the scope {exception.Hint}."),
        SqlStates.NotFound => new Problem(404, "not-found", Sentence(exception.MessageText) + " in this clinic."),
        SqlStates.Conflict => Problem.Conflict(Sentence(exception.MessageText) + "."),
        SqlStates.Taken => Problem.Conflict($"{Sentence(exception.MessageText)}: existingId names it.", "/identifiers", existingId: Guid.Parse(exception.Hint!)),
        SqlStates.KeyReused => Problem.KeyReused(),
        PostgresErrorCodes.ForeignKeyViolation => new Problem(404, "not-found", $"The rule “{Rule(exception)}” is broken: there is no such record in this clinic."),
        PostgresErrorCodes.UniqueViolation when exception.ConstraintName == "identifier_is_of_one_record" =>
            Problem.Conflict("Another request has recorded this identifier at the same moment. Try again: the answer then names the record.", "/identifiers").After(1),
        PostgresErrorCodes.UniqueViolation => Problem.Conflict($"The rule “{Rule(exception)}” is broken by a record that exists."),
        PostgresErrorCodes.CheckViolation when exception.ColumnName is { } member => Problem.Invalid($"/{member}", Sentence(exception.MessageText) + "."),
        PostgresErrorCodes.CheckViolation when exception.ConstraintName == "times_are_of_the_calendar" =>
            Problem.Invalid("A time or date lies outside of the calendar. Give one of the years 1 to 9999."),
        PostgresErrorCodes.CheckViolation => Problem.Invalid($"The rule “{Rule(exception)}” is broken."),
        PostgresErrorCodes.NumericValueOutOfRange => Problem.Invalid("A number has more digits than can be kept."),
        PostgresErrorCodes.LockNotAvailable => Problem.Conflict("Another request is changing the same record. Try again.").After(1),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Problem.Unavailable("Other requests were changing the same records. Try again."),
        PostgresErrorCodes.QueryCanceled => TimedOut(),
        PostgresErrorCodes.InsufficientResources or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.IoError => Problem.Unavailable("The database cannot write at the moment.", 30),
        _ when Retries.IsOutage(exception) => Of(new OutageException(WriteOutcome.Unknown, exception)),
        _ when Retries.IsOutdated(exception) => Of(new OutageException(WriteOutcome.Undone, exception)),
        PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.ObjectInUse or "72000" // a snapshot too old
            => Problem.Unavailable("The database cannot do this at the moment, and nothing was written. Try again."),
        _ when ServerFaults.Advice(exception) is not null
            => Problem.Unavailable("The database is not as the service needs it, and nothing was written. Tell the operator: the log says what to do.", 30),
        _ => null!,
    };

    /// <summary>The body did not come as fast as it must.</summary>
    public static Problem TooSlow() => new(408, "too-slow", "Send the request without pauses.");

    /// <summary>The request took longer than any may.</summary>
    public static Problem TimedOut() => new(504, "timeout", "The request took too long. Try again, under the same Idempotency-Key, or ask for less.");

    private static Problem After(this Problem problem, int seconds) =>
        new(problem.Status, problem.Slug, problem.Detail, [.. problem.Errors]) { RetryAfter = seconds };

    private static string Rule(PostgresException e) => (e.ConstraintName ?? "integrity").Replace('_', ' ');

    private static string Sentence(string message) => char.ToUpperInvariant(message[0]) + message[1..];

    /// <summary>
    /// Turns the path that System.Text.Json reports into a JSON pointer. It quotes no quotation mark within a name: where one
    /// makes the path unclear, the pointer ends before the first name that was put between them.
    /// </summary>
    private static string Pointer(string? path)
    {
        var segments = PathSegments().Match(path ?? "");
        if (!segments.Success && path is not null)
        {
            segments = PathSegments().Match(path.Split("['")[0]);
        }

        return JsonPointer.Of("", segments.Groups["name"].Captures.Select(segment => segment.Value));
    }

    /// <summary>Points to a member that no type has: its name, which may hold anything, ends the path.</summary>
    private static string PointerToUnknown(string? path, string name)
    {
        foreach (var end in (ReadOnlySpan<string>)[$".{name}", $"['{name}']"])
        {
            if (path?.EndsWith(end, StringComparison.Ordinal) == true)
            {
                return JsonPointer.Of(Pointer(path[..^end.Length]), name);
            }
        }

        return Pointer(path);
    }

    [GeneratedRegex(@"^\$(?>\['(?<name>[^']*)'\]|\[(?<name>\d+)\]|\.(?<name>[^.\[\]']*))*\z")]
    private static partial Regex PathSegments();

    [GeneratedRegex("missing required properties including: (.*)")]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped to any .NET member", RegexOptions.Singleline)]
    private static partial Regex Unmapped();

    [GeneratedRegex("Failed to bind parameter \"\\S+ (\\w+)\"")]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("Required parameter \"\\S+ (\\w+)\" was not provided")]
    private static partial Regex MissingParameter();
}
