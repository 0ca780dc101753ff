using System.Diagnostics;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

/// <summary>One read of records, as it waits to be written to <c>access_log</c>.</summary>
public sealed record ReadEntry
{
    /// <summary>What the filter of an answer begins with that differs from an earlier one in few patients.</summary>
    public const string NearOverlap = "nearOverlap=true";

    private const int MaxFilterLength = 2000;

    public required Guid ClinicId { get; init; }

    public required Guid ClientId { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Name of the operation, e.g. <c>GetScore</c>.</summary>
    public required string Operation { get; init; }

    public required PurposeOfUse Purpose { get; init; }

    /// <summary>When it was read, by <see cref="Stopwatch"/>.</summary>
    public required long ReadAt { get; init; }

    /// <summary>Table of the records; null where they are of several or none.</summary>
    public required string? RecordType { get; init; }

    public required IReadOnlyCollection<Guid> RecordIds { get; init; }

    public required IReadOnlyCollection<Guid> PatientIds { get; init; }

    public required IReadOnlyCollection<Guid> SessionIds { get; init; }

    /// <summary>What was asked for, where the answer is not a list of records.</summary>
    public required string? Filter { get; init; }

    /// <summary>
    /// A read whose answer holds records is logged by their ids. Of any other the filter is logged, and the session or
    /// patient that its route names stands for what its figures were made of.
    /// </summary>
    public static ReadEntry Of(HttpContext context, Caller caller, IHoldsRecords? answer)
    {
        var subjects = new Subjects(Named(context, "patientId"), Named(context, "sessionId"));
        var records = answer?.Records;
        if (records is null)
        {
            subjects.StandForTheirFigures();
            foreach (var given in context.Request.Query["patient"])
            {
                subjects.AddPatient(Guid.TryParse(given, out var patient) ? patient : null);
            }

            foreach (var given in context.Request.Query["session"])
            {
                subjects.AddSession(Guid.TryParse(given, out var session) ? session : null);
            }
        }
        else
        {
            foreach (var record in records)
            {
                subjects.Add(record);
                foreach (var part in record.Parts)
                {
                    subjects.Add(part);
                }
            }
        }

        return new ReadEntry
        {
            ClinicId = caller.ClinicId,
            ClientId = caller.ClientId,
            RequestId = caller.RequestId,
            Operation = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? caller.Operation,
            Purpose = caller.Purpose,
            ReadAt = Stopwatch.GetTimestamp(),
            RecordType = subjects.Type,
            RecordIds = subjects.Records,
            PatientIds = subjects.Patients,
            SessionIds = subjects.Sessions,
            Filter = records is null ? FilterOf(context.Request, caller.NearOverlap) : null,
        };
    }

    private static Guid? Named(HttpContext context, string routeValue) =>
        context.Request.RouteValues[routeValue] is string text && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>The query, escaped as in a URL.</summary>
    private static string? FilterOf(HttpRequest request, bool isNear)
    {
        var format = request.RouteValues["format"] is string given ? [KeyValuePair.Create("format", (string?)given)] : Array.Empty<KeyValuePair<string, string?>>();
        var asked = request.Query.Where(p => p.Key != "cursor").SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value));
        var text = QueryString.Create(format.Concat(asked)).ToUriComponent().TrimStart('?');
        text = isNear ? $"{NearOverlap}&{text}" : text;
        return text.Length == 0 ? null : text.Length <= MaxFilterLength ? text : text[..MaxFilterLength];
    }

    /// <summary>What was read, and whose it is, while the answer is gone through. Most answers are of one patient or session.</summary>
    private struct Subjects(Guid? patient, Guid? session)
    {
        private bool _isMixed;
        private Ids _patients = new(patient);
        private Ids _sessions = new(session);
        private List<Guid>? _records;

        public string? Type { get; private set; }

        public readonly IReadOnlyCollection<Guid> Records => _records is null ? [] : _records;

        public readonly IReadOnlyCollection<Guid> Patients => _patients.All;

        public readonly IReadOnlyCollection<Guid> Sessions => _sessions.All;

        public void Add(Recorded record)
        {
            var subject = record.Subject;
            _isMixed |= _records is not null && subject.Table != Type;
            Type = _isMixed ? null : subject.Table;
            (_records ??= []).Add(record.Id);
            _patients.Add(subject.Patient);
            _sessions.Add(subject.Session);
        }

        public void AddPatient(Guid? given) => _patients.Add(given);

        public void AddSession(Guid? given) => _sessions.Add(given);

        public void StandForTheirFigures()
        {
            Type = session is not null ? "session" : patient is not null ? "patient" : null;
            _records = (session ?? patient) is { } one ? [one] : null;
        }
    }

    /// <summary>Ids without those that are there already.</summary>
    private struct Ids(Guid? first)
    {
        private Guid? _one = first;
        private HashSet<Guid>? _several;

        public readonly IReadOnlyCollection<Guid> All => _several is not null ? _several : _one is { } one ? [one] : [];

        public void Add(Guid? id)
        {
            if (id is not { } known || known == _one)
            {
                return;
            }

            if (_one is not { } one)
            {
                _one = known;
            }
            else
            {
                (_several ??= [one]).Add(known);
            }
        }
    }
}
