using System.Text;
using System.Text.Json.Nodes;

namespace InfusionTracker.Api.Access;

/// <summary>Which role may do which operation, as the OpenAPI document says what each of them needs.</summary>
public static class AccessMatrix
{
    /// <summary>The operations of a document, and the scope that each needs; null where it needs none.</summary>
    public static IEnumerable<(string Name, string Method, string Path, string? Scope)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ((string)operation.Value!["operationId"]!, operation.Key, path.Key, (string?)operation.Value["security"]?[0]!.AsObject().First().Value![0]);

    /// <summary>A page with the scopes of each role, and the roles that each operation is open to.</summary>
    public static string Of(JsonNode document)
    {
        var roles = Scopes.Roles.Keys.Order(StringComparer.Ordinal).ToArray();
        var page = new StringBuilder("# Who may do what\nWritten by: dotnet run --project src/InfusionTracker.Api -- specs\n\n");
        Row(page, "scope", roles);
        Row(page, "---", roles.Select(_ => "---"));
        foreach (var scope in Scopes.All)
        {
            Row(page, $"`{scope}`", roles.Select(role => Mark(Scopes.Roles[role].Contains(scope))));
        }

        page.Append('\n');
        Row(page, "operation", ["request", "needs", .. roles]);
        Row(page, "---", ["---", "---", .. roles.Select(_ => "---")]);
        foreach (var (name, method, path, scope) in Operations(document))
        {
            Row(page, name, [$"`{method.ToUpperInvariant()} {path}`", scope is null ? "no key" : $"`{scope}`", .. roles.Select(role => Mark(scope is null || Scopes.Roles[role].Contains(scope)))]);
        }

        return page.ToString();
    }

    private static string Mark(bool may) => may ? "yes" : "-";

    private static void Row(StringBuilder page, string head, IEnumerable<string> cells) =>
        page.Append("| ").Append(head).Append(" | ").AppendJoin(" | ", cells).Append(" |\n");
}
