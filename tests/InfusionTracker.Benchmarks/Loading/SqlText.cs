namespace InfusionTracker.Benchmarks.Loading;

/// <summary>The .sql files of the benchmarks, in parts headed by <c>-- :name</c>.</summary>
public static class SqlText
{
    /// <summary>One part of a file.</summary>
    public static string Part(string file, string part)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
        var begin = text.IndexOf($"-- :{part}\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n-- :", begin + 1, StringComparison.Ordinal);
        return begin < 0 ? throw new BenchmarkException($"{file} has no part {part}.") : text[begin..(end < 0 ? text.Length : end)];
    }
}
