using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Benchmarks.Loading;

namespace InfusionTracker.Benchmarks.Pgbench;

/// <summary>
/// The transaction of a request as pgbench sends it, prepared and in one pipeline: the statements are the service's own, read from
/// its embedded .sql, so that the two cannot drift; only their parameters are pgbench's variables and constants.
/// </summary>
/// <remarks>
/// pgbench knows numbers and no UUIDs. A loaded id is put together of its prefix and a number; a new one of <c>e</c> and 31 digits
/// that count up, since a UUID of decimal digits is one too and those of the service are in the order of time as well.
/// </remarks>
public sealed partial class PgbenchScript
{
    private static readonly SqlFile Platform = SqlFile.Load("Platform/Database.sql");

    private readonly StringBuilder _text = new();
    private readonly LoadedClinic _clinic;

    private readonly bool _commits;

    private PgbenchScript(LoadedClinic clinic, string scope, string? begin)
    {
        (_clinic, _commits) = (clinic, begin is not null);
        _text.AppendLine(@"\set made :made + 1").AppendLine(@"\set id :run * 1000000000 + :made * 64 + :client_id");
        _text.AppendLine(CultureInfo.InvariantCulture, $"\\set n random(0, {Math.Max(1, clinic.Sessions) - 1})");
        _text.AppendLine(@"\startpipeline");
        _text.AppendLine(begin);
        Add(Platform.Part("authorize"), new()
        {
            ["clinicId"] = $"'{clinic.Id:D}'::uuid",
            ["keyId"] = $"'{clinic.ApiKey.KeyId:D}'",
            ["secretHash"] = Bytes(clinic.ApiKey.SecretHash),
            ["scope"] = Text(scope),
            ["requestId"] = "'0HNB5Q1P2J3KL-00000001'",
        });
    }

    /// <summary>A new id that is a parameter of its own.</summary>
    public const string NewId = "('e' || lpad(:id, 31, '0'))::uuid";

    /// <summary>The id of a session drawn from those that are loaded.</summary>
    public string AnySession => $"('{_clinic.Prefix(Kind.Session)}' || lpad(:n, 12, '0'))::uuid";

    /// <summary>Begins a read as the service does: the pipeline is its transaction.</summary>
    public static PgbenchScript Read(LoadedClinic clinic, string scope) => new(clinic, scope, begin: null);

    /// <summary>Begins a transaction as the service begins a write that has an Idempotency-Key, which it claims.</summary>
    /// <param name="clinic">Whose client writes.</param>
    /// <param name="scope">What it needs.</param>
    /// <param name="recordIds">Expression for the ids of the new records.</param>
    /// <param name="recordType">Table of the records; null for a write without a key.</param>
    public static PgbenchScript Write(LoadedClinic clinic, string scope, string recordIds, string? recordType)
    {
        var script = new PgbenchScript(clinic, scope, Database.BeginWrite + ";");
        return recordType is null ? script : script.Add(Platform.Part("claim"), new()
        {
            ["key"] = ":id",
            ["requestHash"] = Bytes(new byte[32]),
            ["status"] = "201::smallint",
            ["recordType"] = $"'{recordType}'",
            ["recordIds"] = recordIds,
        });
    }

    /// <summary>Adds statements of the service.</summary>
    /// <param name="statements">From a <see cref="SqlFile"/>.</param>
    /// <param name="values">For each parameter by name, the expression that stands for it; a colon in it begins a variable, in a text too.</param>
    public PgbenchScript Add(IReadOnlyList<SqlStatement> statements, Dictionary<string, string> values)
    {
        foreach (var statement in statements)
        {
            _text.AppendLine(Statement(statement, values)).AppendLine(";");
        }

        return this;
    }

    /// <summary>A statement with expressions for parameters.</summary>
    public static string Statement(SqlStatement statement, Dictionary<string, string> values) =>
        Position().Replace(statement.Text, match => values[statement.Parameters[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1]]);

    public string Commit() => $"{_text}{(_commits ? "COMMIT;\n" : "")}\\endpipeline\n";

    /// <summary>A text without a colon in it.</summary>
    public static string Text(string text) => $"U&'{text.Replace(":", @"\003A", StringComparison.Ordinal)}'";

    public static string Bytes(byte[] bytes) => $"'\\x{Convert.ToHexStringLower(bytes)}'::bytea";

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Position();
}
