using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Every role at every operation of the OpenAPI document.</summary>
public sealed partial class AccessMatrixTests(RunningService service) : IClassFixture<RunningService>
{
    public static TheoryData<string> Roles => [.. Scopes.Roles.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_is_refused_exactly_where_it_lacks_the_scope(string role)
    {
        using var client = await service.As(role);
        var wrong = new List<string>();
        var tried = 0;
        foreach (var (name, method, path, scope) in AccessMatrix.Operations(await Document()).Where(o => o.Scope is not null))
        {
            var may = Scopes.Roles[role].Contains(scope);
            var status = await StatusOf(client, method, path);
            if (status is 401 or >= 500 || (status == 403) == may)
            {
                wrong.Add($"{name} ({scope}) gave {status}");
            }

            tried++;
        }

        Assert.Empty(wrong);
        Assert.True(tried > 40, $"Only {tried} operations were tried.");
    }

    [Fact]
    public async Task Every_operation_on_records_names_one_scope_that_some_role_holds_and_some_role_lacks()
    {
        foreach (var (name, _, path, scope) in AccessMatrix.Operations(await Document()))
        {
            Assert.True(path.StartsWith("/health/", StringComparison.Ordinal) == (scope is null), $"{name} is open to anybody.");
            Assert.True(scope is null || Scopes.All.Contains(scope), $"{name} needs {scope}, which is no scope.");
            Assert.True(scope is null || (Scopes.Roles.Values.Any(s => s.Contains(scope)) && Scopes.Roles.Values.Any(s => !s.Contains(scope))), $"{name} is for all or none.");
        }
    }

    [Fact]
    public async Task The_committed_matrix_is_the_one_that_is_enforced() => Assert.True(
        AccessMatrix.Of(await Document()) == await File.ReadAllTextAsync(SourceTree.In(SpecsCommand.AccessFile), TestContext.Current.CancellationToken),
        $"{SpecsCommand.AccessFile} has drifted. Run: dotnet run --project src/InfusionTracker.Api -- specs");

    private async Task<JsonNode> Document() => (await service.Anonymous().Get("/openapi/v1.json")).Is(200).Json!;

    /// <summary>The status of a request that changes nothing: of a record that is not there, and with an empty body.</summary>
    private static async Task<int> StatusOf(ApiClient client, string method, string path)
    {
        var address = Slot().Replace(path, slot => slot.Value.EndsWith("Id}", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
        return (await client.Send(new HttpMethod(method.ToUpperInvariant()), address, method is "get" or "delete" ? null : "{}")).Status;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Slot();
}
