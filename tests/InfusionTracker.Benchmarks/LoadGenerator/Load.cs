using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace InfusionTracker.Benchmarks.LoadGenerator;

/// <summary>
/// Sends one kind of request over many connections and tells what came of it. It is a process of its own, with one thread
/// that waits for all sockets and works on what comes right there (see <see cref="LoadProcess"/> for the settings).
/// </summary>
public sealed partial class Load : IDisposable
{
    private readonly LoadOrder _order;
    private readonly RequestTemplate _template;
    private readonly Random _random = new();
    private readonly Histogram _latencies = new();
    private readonly Dictionary<string, long> _wrong = [];
    private readonly Stack<LoadConnection> _idle = new();
    private readonly Queue<long> _overdue = new();
    private readonly Lock _lock = new();
    private readonly List<LoadConnection> _connections = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _firstWrong;
    private long _ids;
    private long _sent;
    private int _busy;
    private long _end = long.MaxValue;
    private long _last;

    private Load(LoadOrder order)
    {
        _order = order;
        _template = new RequestTemplate(order.Request);
        for (var i = 0; i < order.Connections; i++)
        {
            var reader = new ResponseReader { CountsLines = order.Requests > 0, Body = order.Keep is null ? null : File.Create(order.Keep) };
            var connection = new LoadConnection(_template.Copy(), reader, Answered);
            connection.Connect(order.Port);
            _connections.Add(connection);
        }
    }

    /// <summary>The verb <c>load</c>: an order on standard input, a line when it begins to count, the result on standard output.</summary>
    public static int Run()
    {
        var order = JsonSerializer.Deserialize(Console.In.ReadToEnd(), LoadJson.Default.LoadOrder)!;
        using var load = new Load(order);
        if (order.WarmUp > 0)
        {
            load.Measure(order.WarmUp);
        }

        Console.WriteLine(LoadProcess.Begins);
        var result = load.Measure(order.Seconds);
        Console.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
        return 0;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private LoadResult Measure(double seconds)
    {
        _latencies.Clear();
        var (cpu, begin) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        _end = _order.Requests > 0 ? long.MaxValue : begin + (long)(seconds * Stopwatch.Frequency);
        if (_order.Rate > 0)
        {
            Arrive(begin);
        }
        else
        {
            lock (_lock)
            {
                _connections.ForEach(Send);
            }
        }

        lock (_lock)
        {
            if (_busy == 0)
            {
                _done.TrySetResult();
            }
        }

        while (IsBusy())
        {
            Thread.Sleep(1);
            if (_order.Requests == 0 && Stopwatch.GetTimestamp() > _end + (15 * Stopwatch.Frequency))
            {
                _wrong["unanswered"] = _busy;
                break;
            }
        }

        _connections.ForEach(c => c.Reader.Body?.Dispose());
        using var self = Process.GetCurrentProcess();
        return new LoadResult
        {
            Requests = _latencies.Count,
            Seconds = Stopwatch.GetElapsedTime(begin, _last).TotalSeconds,
            P50 = _latencies.At(0.5) / 1000.0,
            P99 = _latencies.At(0.99) / 1000.0,
            P999 = _latencies.At(0.999) / 1000.0,
            Max = _latencies.Max / 1000.0,
            Bytes = _connections.Sum(c => c.Reader.Bytes),
            Lines = _connections.Sum(c => c.Reader.Lines),
            Cpu = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            Memory = self.PeakWorkingSet64 / (1024.0 * 1024),
            Wrong = _wrong,
            FirstWrong = _firstWrong,
        };
    }

    /// <summary>Sends at constant arrival: what finds no idle connection waits for one, and its latency counts from when it was due.</summary>
    private void Arrive(long begin)
    {
        _idle.Clear();
        _connections.ForEach(_idle.Push);
        var step = Stopwatch.Frequency / _order.Rate;
        for (long i = 0, due = begin; due < _end; due = begin + (long)(++i * step))
        {
            for (var left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
            {
                Sleep((uint)Math.Min(900_000, left * 1_000_000 / Stopwatch.Frequency));
            }

            lock (_lock)
            {
                if (_idle.TryPop(out var connection))
                {
                    Send(connection, due);
                }
                else
                {
                    _overdue.Enqueue(due);
                }
            }
        }
    }

    /// <summary>Asked under the lock: an answer that was taken has been counted.</summary>
    private bool IsBusy()
    {
        lock (_lock)
        {
            return _busy > 0;
        }
    }

    private void Answered(LoadConnection connection)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _busy--;
            _last = now;
            _latencies.Record((now - connection.Due) * 1_000_000 / Stopwatch.Frequency);
            if (connection.Status != _order.Expect)
            {
                var status = connection.Status.ToString(CultureInfo.InvariantCulture);
                _wrong[status] = _wrong.GetValueOrDefault(status) + 1;
                var request = Encoding.UTF8.GetString(connection.Request.AsSpan(0, Math.Min(100, connection.Request.Length)));
                _firstWrong ??= $"{request.Split('\r')[0]}: {connection.Reader.Refusal}";
                if (connection.Status == 0)
                {
                    return;
                }
            }

            if (_order.Rate <= 0)
            {
                Send(connection);
            }
            else if (_overdue.TryDequeue(out var due))
            {
                Send(connection, due);
            }
            else
            {
                _idle.Push(connection);
            }
        }
    }

    private void Send(LoadConnection connection)
    {
        var now = Stopwatch.GetTimestamp();
        if (now < _end && (_order.Requests == 0 || _sent < _order.Requests))
        {
            Send(connection, now);
        }
    }

    private void Send(LoadConnection connection, long due)
    {
        _busy++;
        _sent++;
        connection.Due = due;
        _template.Clear(connection.Request);
        _template.Patch(connection.Request, _order.Run, ref _ids, _random, _order.Numbers, _order.Stride);
        connection.Send();
    }

    /// <summary>Thread.Sleep knows whole milliseconds only, which would show in every latency.</summary>
    private static void Sleep(uint microseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep((int)Math.Max(1, microseconds / 1000));
        }
        else
        {
            _ = MicroSleep(microseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int MicroSleep(uint microseconds);
}
