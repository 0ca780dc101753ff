using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Tests.Conventions;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Fuzzing;

/// <summary>
/// Requests made from the committed OpenAPI document, most of them wrong in some way. INFUSION_TRACKER_FUZZ says how many
/// there are at least (else a few thousand), INFUSION_TRACKER_FUZZ_SEED which.
/// </summary>
public sealed class FuzzTests(RunningService service) : IClassFixture<RunningService>
{
    private const int MutantsOfEach = 4;

    private static readonly int Requests = Setting("INFUSION_TRACKER_FUZZ", 3000);

    private static readonly int Seed = Setting("INFUSION_TRACKER_FUZZ_SEED", 20260615);

    private readonly HashSet<string> _succeeded = [];
    private readonly SortedDictionary<int, int> _answers = [];
    private int _sent;

    [Fact]
    public async Task No_request_is_a_500_every_refusal_is_a_documented_problem_and_every_operation_still_works()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(SourceTree.In(SpecsCommand.OpenApiFile), TestContext.Current.CancellationToken))!;
        var random = new Random(Seed);
        using var telemetry = new Telemetry(service);
        using var raw = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
        raw.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Client.Key);
        while (_sent < Requests)
        {
            var story = new ExampleStory(document, service.Client, random);
            foreach (var operation in story.Operations)
            {
                await Tell(story, operation, raw, random);
            }
        }

        Assert.DoesNotContain(telemetry.Lines, line => line.Contains(Mutant.Canary, StringComparison.Ordinal));
        Assert.Empty(Operation.Of(document).Select(o => o.Name).Except(_succeeded));
        TestContext.Current.TestOutputHelper?.WriteLine($"{_sent} requests from seed {Seed}, answers to bent ones: {string.Join(", ", _answers)}");
    }

    /// <summary>Sends an operation as it should be, then bent; what went before has not kept it from working.</summary>
    private async Task Tell(ExampleStory story, Operation operation, HttpClient raw, Random random)
    {
        var asItShouldBe = await story.Send(operation);
        _sent++;
        Assert.True(asItShouldBe.Status < 500, $"{operation.Name} gave {asItShouldBe.Status}: {asItShouldBe.Text}");
        if (asItShouldBe.Status < 300)
        {
            _succeeded.Add(operation.Name);
        }

        for (var i = 0; i < MutantsOfEach; i++)
        {
            var mutant = Mutant.Of(operation, story.Address(operation), story.Body(operation), random);
            await Send(mutant, raw);
        }
    }

    private async Task Send(Mutant mutant, HttpClient raw)
    {
        using var request = mutant.Request(service.Url);
        HttpResponseMessage response;
        try
        {
            response = await raw.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is FormatException or ArgumentException || (e is HttpRequestException { StatusCode: null } && e.InnerException is null or FormatException))
        {
            // The client itself would not send it.
            return;
        }

        _sent++;
        using var _ = response;
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        _answers[status] = _answers.GetValueOrDefault(status) + 1;
        Assert.True(status < 500, $"{status} to {mutant}: {text}");
        if (status < 400)
        {
            return;
        }

        Assert.DoesNotContain(Mutant.Canary, text, StringComparison.Ordinal);
        if (text.Length == 0 || response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            // Kestrel refuses what is no HTTP before anybody can write a problem.
            Assert.True(status is 400 or 414 or 431 && text.Length == 0, $"{status} without a problem to {mutant}: {text}");
            return;
        }

        var problem = JsonNode.Parse(text)!;
        Assert.Equal(status, (int)problem["status"]!);
        Assert.All((string[])["type", "title", "detail", "requestId"], member => Assert.False(string.IsNullOrEmpty((string?)problem[member]), $"no {member} to {mutant}: {text}"));
        Assert.True(mutant.IsElsewhere || mutant.Operation.Node["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not null, $"{status} is not documented; to {mutant}: {text}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
