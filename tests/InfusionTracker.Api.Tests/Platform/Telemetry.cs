using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Everything that the service tells its operators while this listens: log lines, tags of metrics and of traces.</summary>
public sealed class Telemetry : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly MeterListener _metrics = new();
    private readonly ActivityListener _traces;

    public Telemetry(RunningService service)
    {
        service.Services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        _metrics.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Tell(instrument.Name, tags));
        _metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Tell(instrument.Name, tags));
        _metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Tell(instrument.Name, tags));
        _metrics.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                _lines.Enqueue(activity.DisplayName);
                Tell(activity.OperationName, [.. activity.TagObjects]);
                foreach (var happened in activity.Events)
                {
                    Tell(happened.Name, [.. happened.Tags]);
                }
            },
        };
        ActivitySource.AddActivityListener(_traces);
    }

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Listener(_lines);

    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }

    private void Tell(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            _lines.Enqueue($"{name} {key}={value}");
        }
    }

    private sealed class Listener(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
