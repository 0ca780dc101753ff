using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace InfusionTracker.Api.Platform;

/// <summary>One statement as PostgreSQL gets it, with positional parameters, and the names those stand for, in order.</summary>
public sealed record SqlStatement(string Text, IReadOnlyList<string> Parameters);

/// <summary>
/// The .sql file beside a .cs file. It may hold several parts, each headed by a line <c>-- :name</c>, several statements
/// a part, each ended by a semicolon at the end of a line, and lines that are kept only in some variants: those that end
/// in <c>--? flag</c> or <c>--? this|that</c>. Parameters are written <c>@name</c>. The columns of a record are listed once, in
/// the part <c>columns</c> of its own file: <c>:Score.columns</c> stands for those of Score.sql, and <c>s.:Score.columns</c> for
/// the same, each after <c>s.</c>.
/// </summary>
public sealed partial class SqlFile
{
    private const string ListOfColumns = "columns";

    private readonly FrozenDictionary<string, string[]> _parts;
    private readonly ConcurrentDictionary<string, IReadOnlyList<SqlStatement>> _variants = new();

    private SqlFile(string name, FrozenDictionary<string, string[]> parts) => (Name, _parts) = (name, parts);

    /// <summary>Folder and name, e.g. <c>Scores/RecordScore.sql</c>.</summary>
    public string Name { get; }

    /// <summary>The parts that hold statements.</summary>
    public IEnumerable<string> Parts => _parts.Keys.Where(part => part != ListOfColumns);

    /// <summary>The names in the part <c>columns</c>, in their order.</summary>
    public IReadOnlyList<string> Columns =>
        [.. _parts[ListOfColumns].SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The .sql with the same name as the .cs that calls this.</summary>
    public static SqlFile Beside([CallerFilePath] string path = "")
    {
        var segments = path.Replace('\\', '/').Split('/');
        return Load($"{segments[^2]}/{Path.ChangeExtension(segments[^1], ".sql")}");
    }

    public static SqlFile Load(string name)
    {
        using var stream = typeof(SqlFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var parts = new Dictionary<string, List<string>>();
        var part = parts[""] = [];
        while (reader.ReadLine() is { } line)
        {
            if (PartLine().Match(line) is { Success: true } head)
            {
                part = parts[head.Groups[1].Value] = [];
            }
            else
            {
                part.Add(ColumnsOfRecord().Replace(line, named =>
                    string.Join(", ", OfRecord(named.Groups["record"].Value).Columns.Select(column => named.Groups["alias"].Value + column))));
            }
        }

        return new SqlFile(name, parts
            .Where(p => p.Value.Exists(line => line.Trim().Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))
            .ToFrozenDictionary(p => p.Key, p => p.Value.ToArray()));
    }

    /// <summary>The file of a record, in whatever folder it is.</summary>
    private static SqlFile OfRecord(string record) =>
        Load(typeof(SqlFile).Assembly.GetManifestResourceNames().Single(name => name.EndsWith($"/{record}.sql", StringComparison.Ordinal)));

    /// <summary>Every flag that a line of the part names.</summary>
    public IReadOnlySet<string> Flags(string part) =>
        _parts[part].SelectMany(line => FlaggedLine().Match(line) is { Success: true } m ? m.Groups[2].Value.Split('|') : []).ToHashSet();

    /// <summary>The statements of a file of one part.</summary>
    public IReadOnlyList<SqlStatement> Statements(params ReadOnlySpan<string> flags) => Part("", flags);

    /// <summary>The statements of a part, with the lines that the flags ask for.</summary>
    public IReadOnlyList<SqlStatement> Part(string part, params ReadOnlySpan<string> flags)
    {
        var key = flags.Length == 0 ? part : $"{part}?{string.Join('&', flags)}";
        if (_variants.TryGetValue(key, out var known))
        {
            return known;
        }

        var chosen = flags.ToArray().ToHashSet();
        return _variants.GetOrAdd(key, _ => Compile(_parts[part], chosen).ToList());
    }

    private static IEnumerable<SqlStatement> Compile(string[] lines, HashSet<string> flags)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var kept = line;
            if (FlaggedLine().Match(line) is { Success: true } flagged)
            {
                if (!flagged.Groups[2].Value.Split('|').Any(flags.Contains))
                {
                    continue;
                }

                kept = flagged.Groups[1].Value;
            }

            if (kept.TrimStart().StartsWith("--", StringComparison.Ordinal) || kept.Trim().Length == 0)
            {
                continue;
            }

            text.AppendLine(kept.TrimEnd());
            if (kept.TrimEnd().EndsWith(';'))
            {
                yield return Positional(text.ToString().TrimEnd().TrimEnd(';'));
                text.Clear();
            }
        }

        if (text.Length > 0)
        {
            yield return Positional(text.ToString().TrimEnd());
        }
    }

    private static SqlStatement Positional(string text)
    {
        var names = new List<string>();
        var positional = Parameter().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            var index = names.IndexOf(name);
            if (index < 0)
            {
                index = names.Count;
                names.Add(name);
            }

            return "$" + (index + 1);
        });
        return new SqlStatement(positional, names);
    }

    [GeneratedRegex(@"^-- :(\w+)\s*$")]
    private static partial Regex PartLine();

    [GeneratedRegex(@"(?<alias>\w+\.)?(?<![:\w]):(?<record>[A-Z]\w*)\.columns\b")]
    private static partial Regex ColumnsOfRecord();

    [GeneratedRegex(@"^(.*?)\s*--\?\s*(\S+)\s*$")]
    private static partial Regex FlaggedLine();

    [GeneratedRegex(@"(?<![@\w])@([a-zA-Z]\w*)")]
    private static partial Regex Parameter();
}
