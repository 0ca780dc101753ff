using System.Diagnostics;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

/// <summary>One read of records, as it waits to be written to <c>access_log</c>.</summary>
public sealed record ReadEntry
{
    private const int MaxFilterLength = 2000;

    public required Guid Id { get; init; }

    public required Guid ClinicId { get; init; }

    public required Guid ClientId { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Name of the operation, e.g. <c>GetScore</c>.</summary>
    public required string Operation { get; init; }

    public required PurposeOfUse Purpose { get; init; }

    /// <summary>When it was read, by <see cref="Stopwatch"/>.</summary>
    public required long ReadAt { get; init; }

    /// <summary>Table of the records; null where they are of several or none.</summary>
    public string? RecordType { get; init; }

    public IReadOnlyCollection<Guid> RecordIds { get; init; } = [];

    public IReadOnlyCollection<Guid> PatientIds { get; init; } = [];

    public IReadOnlyCollection<Guid> SessionIds { get; init; } = [];

    /// <summary>What was asked for, where the answer is not a list of records.</summary>
    public string? Filter { get; init; }

    /// <summary>
    /// A read whose answer holds records is logged by their ids. Of any other the filter is logged, and the session or
    /// patient that its route names stands for what its figures were made of.
    /// </summary>
    public static ReadEntry Of(HttpContext context, Caller caller, Guid id, IHoldsRecords? answer)
    {
        var (patients, sessions) = (new HashSet<Guid>(), new HashSet<Guid>());
        Add(patients, Named(context, "patientId"));
        Add(sessions, Named(context, "sessionId"));
        var entry = new ReadEntry
        {
            Id = id,
            ClinicId = caller.ClinicId,
            ClientId = caller.ClientId,
            RequestId = caller.RequestId,
            Operation = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? caller.Operation,
            Purpose = caller.Purpose,
            ReadAt = Stopwatch.GetTimestamp(),
            PatientIds = patients,
            SessionIds = sessions,
        };
        if (answer is null)
        {
            var (type, of) = sessions.Count > 0 ? ("session", sessions) : patients.Count > 0 ? ("patient", patients) : (null, []);
            entry = entry with { RecordType = type, RecordIds = [.. of], Filter = FilterOf(context.Request) };
            foreach (var given in context.Request.Query["patient"])
            {
                Add(patients, Guid.TryParse(given, out var patient) ? patient : null);
            }

            return entry;
        }

        var records = answer.Records.SelectMany(record => record.Parts.Prepend(record)).ToList();
        foreach (var subject in records.Select(record => record.Subject))
        {
            Add(patients, subject.Patient);
            Add(sessions, subject.Session);
        }

        var types = records.Select(record => record.Subject.Table).Distinct().Take(2).ToList();
        return entry with { RecordType = types is [var one] ? one : null, RecordIds = [.. records.Select(record => record.Id)] };
    }

    private static void Add(HashSet<Guid> ids, Guid? id)
    {
        if (id is { } known)
        {
            ids.Add(known);
        }
    }

    private static Guid? Named(HttpContext context, string routeValue) =>
        context.Request.RouteValues[routeValue] is string text && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>The query, escaped as in a URL.</summary>
    private static string? FilterOf(HttpRequest request)
    {
        var format = request.RouteValues["format"] is string given ? [KeyValuePair.Create("format", (string?)given)] : Array.Empty<KeyValuePair<string, string?>>();
        var asked = request.Query.Where(p => p.Key != "cursor").SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value));
        var text = QueryString.Create(format.Concat(asked)).ToUriComponent().TrimStart('?');
        return text.Length == 0 ? null : text.Length <= MaxFilterLength ? text : text[..MaxFilterLength];
    }
}
