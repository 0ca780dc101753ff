using System.Diagnostics.Metrics;
using System.Threading.Channels;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// Logs every read of records: who, which, when, what for. An entry is taken before the answer goes out, and written in the
/// background with the others of its moment, so that a read waits for no round trip.
/// </summary>
/// <remarks>
/// What can be lost: where the process is killed or the machine fails, the reads of the last <see cref="LossWindow"/> that the
/// database had not got yet; longer only while the database cannot be written to, in which time records cannot be read
/// either, but for what a read-only standby would answer. An orderly end loses nothing. Where entries come faster than they
/// can be written and the queue is full, reads wait for it, and are refused with 503 after <see cref="LongestWait"/>; so are those of
/// a clinic alone whose reads cannot be written: no read goes unlogged.
/// </remarks>
public sealed partial class AccessLog : IHostedService, IDisposable
{
    /// <summary>Reads of this last span may be missing after a crash: the pause between two batches, and time to write one.</summary>
    public static readonly TimeSpan LossWindow = TimeSpan.FromSeconds(1);

    private const int MostWaiting = 20_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Channel<ReadEntry> _waiting = Channel.CreateBounded<ReadEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly AccessLogWriter _writer;
    private readonly ILogger<AccessLog> _log;
    private readonly Counter<long> _emergencies;
    private Task _writing = Task.CompletedTask;

    public AccessLog(NpgsqlDataSource source, IClock clock, ILogger<AccessLog> log, IMeterFactory meters)
    {
        _log = log;
        _writer = new AccessLogWriter(_waiting.Reader, source, clock, log);
        var meter = meters.Create("InfusionTracker.Audit");
        _emergencies = meter.CreateCounter<long>("infusion_tracker.emergency_reads", "{read}", "Reads of records in an emergency (Purpose-Of-Use ETREAT or BTG).");
        meter.CreateObservableGauge("infusion_tracker.reads_to_be_logged", () => _writer.Unwritten, "{read}", "Reads that wait to be written to the access log.");
    }

    /// <summary>Takes a read that was let in, before its answer goes out.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who read.</param>
    /// <param name="answer">The records of the answer; null where it is something else.</param>
    /// <exception cref="ProblemException">503: the log cannot take it, and so the read must not be answered.</exception>
    public ValueTask Take(HttpContext context, Caller caller, IHoldsRecords? answer)
    {
        if (_writer.IsFull(caller.ClinicId))
        {
            throw new ProblemException(Full());
        }

        var entry = ReadEntry.Of(context, caller, answer);
        if (!_waiting.Writer.TryWrite(entry))
        {
            return Wait(entry, caller);
        }

        Alarm(entry, caller);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Takes what an operation has read; every GET passes here, and those alone that hold no record are marked. So does a POST that is marked as a
    /// read. A write that wrote
    /// nothing has read what it answers with.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">What its handler answers with.</param>
    public ValueTask TakeRead(HttpContext context, object? answer) =>
        context.Features.Get<Caller>() is { Admitted: true } caller
        && (caller.HasReadAlone || HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<ReadsByPost>() is not null)
        && context.GetEndpoint()?.Metadata.GetMetadata<NoRecord>() is null
            ? Take(context, caller, answer as IHoldsRecords ?? (answer as IValueHttpResult)?.Value as IHoldsRecords)
            : ValueTask.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = Task.Run(() => Background.Repeat("Logging reads", _writer.WriteSome, _log, _ending.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await using var giveUp = cancellationToken.Register(_ending.Cancel);
        await _writing;
        if (_writer.Unwritten is > 0 and var lost)
        {
            LogLost(lost);
        }
    }

    public void Dispose() => _ending.Dispose();

    private async ValueTask Wait(ReadEntry entry, Caller caller)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(caller.Aborted);
        patience.CancelAfter(caller.Left(LongestWait));
        try
        {
            await _waiting.Writer.WriteAsync(entry, patience.Token);
        }
        catch (Exception e) when (e is ChannelClosedException || (e is OperationCanceledException && !caller.Aborted.IsCancellationRequested))
        {
            throw new ProblemException(Full());
        }

        Alarm(entry, caller);
    }

    private void Alarm(ReadEntry entry, Caller caller)
    {
        if (caller.Purpose.IsEmergency)
        {
            _emergencies.Add(1);
            LogEmergency(caller.ClinicId, caller.ClientId, entry.Operation, caller.Purpose.Code!, caller.RequestId);
        }
    }

    private static Problem Full() => Problem.Unavailable("The log of reads cannot take this read right now. Try again.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "ALARM: records of clinic {ClinicId} were read in an emergency by client {ClientId}: {Operation}, {Purpose}, request {RequestId}. The reason is in the audit.")]
    private partial void LogEmergency(Guid clinicId, Guid clientId, string operation, string purpose, string requestId);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Count} reads were not logged: the database could not be written to before the end.")]
    private partial void LogLost(int count);
}

/// <summary>An operation whose answer is part of the build or of the operator's, and no record: it is not logged as a read.</summary>
public sealed record NoRecord;

/// <summary>An operation that reads records, and takes what is asked for in a body, where no address shows it.</summary>
public sealed record ReadsByPost;
