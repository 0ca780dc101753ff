using System.Text.RegularExpressions;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Conventions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

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
    public void The_log_tells_what_went_wrong_in_words_and_never_what_the_database_said()
    {
        Assert.Equal("the database does not answer", Background.Kind(new NpgsqlException("to 127.0.0.1")));
        Assert.Equal("the database does not answer", Background.Kind(new TimeoutException()));
        Assert.Equal("PostgreSQL refuses (23514)", Background.Kind(new PostgresException("Doe, Jane", "ERROR", "ERROR", "23514")));
        Assert.Equal("InvalidCastException", Background.Kind(new InvalidCastException("Doe, Jane")));
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
