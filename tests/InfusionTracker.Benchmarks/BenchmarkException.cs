namespace InfusionTracker.Benchmarks;

/// <summary>A row could not be measured; the message says why.</summary>
public sealed class BenchmarkException(string message) : Exception(message);
