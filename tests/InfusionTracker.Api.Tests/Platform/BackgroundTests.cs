using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Conventions;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Nothing that works in the background ends because something went wrong once.</summary>
public sealed partial class BackgroundTests
{
    [Fact]
    public async Task What_a_round_throws_ends_neither_the_work_nor_the_service()
    {
        var rounds = 0;
        await Background.Repeat(
            "Testing",
            _ => ++rounds switch
            {
                1 => throw new InvalidCastException("thrown at once"),
                2 => Task.FromException<bool>(new OperationCanceledException("of another")),
                3 => Task.FromResult(true),
                _ => Task.FromResult(false),
            },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);
        Assert.Equal(4, rounds);
    }

    [Fact]
    public void All_that_goes_on_in_the_background_does_so_by_rounds()
    {
        var workers = SourceTree.Files("src/InfusionTracker.Api", "*.cs")
            .Select(file => (file, Text: File.ReadAllText(SourceTree.In("src/InfusionTracker.Api/" + file))))
            .Where(source => Worker().IsMatch(source.Text))
            .ToList();
        Assert.NotEmpty(workers);
        Assert.All(workers, worker => Assert.Contains("Background.Repeat(", worker.Text, StringComparison.Ordinal));
    }

    /// <summary>A hosted service that does more than listen to the life of the host.</summary>
    [GeneratedRegex(@":\s*(BackgroundService|IHostedService)\b")]
    private static partial Regex Worker();
}
