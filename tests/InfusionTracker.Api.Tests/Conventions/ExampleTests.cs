using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>The .http files of api-specs/examples, run from top to bottom as an editor would.</summary>
public sealed partial class ExampleTests(RunningService service) : IClassFixture<RunningService>
{
    public static TheoryData<string> Examples => [.. SourceTree.Files("api-specs/examples", "*.http")];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_runs_from_top_to_bottom(string file)
    {
        var answers = new Dictionary<string, Answer>();
        var variables = new Dictionary<string, string>();
        var ran = 0;
        foreach (var block in (await File.ReadAllTextAsync(SourceTree.In("api-specs/examples/" + file), TestContext.Current.CancellationToken)).Split("\n###"))
        {
            var lines = block.Split('\n').ToList();
            var name = lines.Select(l => NameLine().Match(l)).FirstOrDefault(m => m.Success)?.Groups[1].Value;
            foreach (var variable in lines.Select(l => VariableLine().Match(l)).Where(m => m.Success))
            {
                variables[variable.Groups[1].Value] = variable.Groups[2].Value.Trim();
            }

            var start = lines.FindIndex(l => RequestLine().IsMatch(l));
            if (start < 0)
            {
                continue;
            }

            string Fill(string text) => Slot().Replace(text, match => Value(match.Groups[1].Value.Trim(), answers, variables));
            var request = RequestLine().Match(Fill(lines[start]));
            var end = lines.FindIndex(start, string.IsNullOrWhiteSpace);
            var headers = lines[(start + 1)..(end < 0 ? lines.Count : end)].Select(Fill)
                .Select(h => h.Split(':', 2)).Where(h => h[0] is not ("Authorization" or "Content-Type")).Select(h => (h[0], h[1].Trim())).ToArray();
            var body = end < 0 ? "" : Fill(string.Join('\n', lines[end..]).Trim());
            var answer = await service.Client.Send(new HttpMethod(request.Groups[1].Value), request.Groups[2].Value, body.Length == 0 ? null : body, headers);
            Assert.True(answer.Status is >= 200 and < 300, $"{file}: {lines[start]} gave {answer.Status}: {answer.Text}");
            if (name is not null)
            {
                answers[name] = answer;
            }

            ran++;
        }

        Assert.True(ran > 1, $"{file} has no requests.");
    }

    private string Value(string expression, Dictionary<string, Answer> answers, Dictionary<string, string> variables)
    {
        if (Reference().Match(expression) is { Success: true } reference)
        {
            var answer = answers[reference.Groups[1].Value];
            return reference.Groups[2].Value == "headers"
                ? answer.Headers.TryGetValues(reference.Groups[3].Value, out var values) ? values.First() : throw new InvalidOperationException(expression)
                : reference.Groups[3].Value.TrimStart('$', '.').Split('.').Aggregate((JsonNode)answer.Json!, (node, member) => node[member]!).ToString();
        }

        return expression switch
        {
            "$guid" => Guid.CreateVersion7(RunningService.Now.ToDateTimeOffset()).ToString(),
            "host" => service.Url.ToString().TrimEnd('/'),
            _ => variables[expression],
        };
    }

    [GeneratedRegex(@"^#\s*@name\s+(\w+)")]
    private static partial Regex NameLine();

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.*)$")]
    private static partial Regex VariableLine();

    [GeneratedRegex(@"^(GET|POST|PATCH|PUT|DELETE)\s+(\S+)")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"^(\w+)\.response\.(body|headers)\.(.+)$")]
    private static partial Regex Reference();
}
