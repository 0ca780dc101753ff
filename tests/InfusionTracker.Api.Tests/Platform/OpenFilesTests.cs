using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Each connection is a file of the process, and a process may open so many.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(2000, null, 85, 2000)]
    [InlineData(2000, 1_048_576L, 85, 2000)]
    [InlineData(2000, 1024L, 85, 539)]
    [InlineData(100, 1024L, 85, 100)]
    [InlineData(2000, 505L, 85, 20)]
    public void A_service_takes_no_more_connections_than_it_may_open_files(int wanted, long? files, int pool, int connections) =>
        Assert.Equal(connections, OpenFiles.Connections(wanted, files, pool));

    [Fact]
    public void A_service_that_may_open_too_few_files_does_not_start_and_says_how_many_it_needs() =>
        Assert.Equal(
            "The process may open 256 files, and the service needs 505 at least. Raise that limit (ulimit -n, LimitNOFILE).",
            Assert.Throws<CommandException>(() => OpenFiles.Connections(2000, 256, 85)).Message);

    [Fact]
    public void This_system_says_how_many_files_a_process_may_open() =>
        Assert.True(OperatingSystem.IsWindows() || OpenFiles.Most is null or > 0);
}
