using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Each connection is a file of the process, and a process may open so many.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(2000, null, 85, 2000)]
    [InlineData(2000, 1_048_576L, 85, 2000)]
    [InlineData(2000, 1024L, 85, 739)]
    [InlineData(100, 1024L, 85, 100)]
    [InlineData(2000, 128L, 85, 1)]
    public void A_service_takes_no_more_connections_than_it_may_open_files(int wanted, long? files, int pool, int connections) =>
        Assert.Equal(connections, OpenFiles.Connections(wanted, files, pool));

    [Fact]
    public void This_system_says_how_many_files_a_process_may_open() =>
        Assert.True(OperatingSystem.IsWindows() || OpenFiles.Most is null or > 0);
}
