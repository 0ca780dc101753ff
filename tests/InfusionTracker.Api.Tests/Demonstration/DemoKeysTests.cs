using InfusionTracker.Api.Demonstration;

namespace InfusionTracker.Api.Tests.Demonstration;

/// <summary>The file that the demonstration keeps its keys in.</summary>
public sealed class DemoKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("infusion-tracker-");

    private string File => Path.Combine(_folder.FullName, "below", "keys.json");

    [Fact]
    public void Keys_are_found_again_and_only_by_their_user()
    {
        Assert.Empty(new DemoKeys(File).Read());
        Assert.Null(new DemoKeys(File).Write(["itk_a", "itk_b"]));
        Assert.Equal(["itk_a", "itk_b"], new DemoKeys(File).Read());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void A_file_that_is_not_whole_counts_as_none()
    {
        new DemoKeys(File).Write(["itk_a", "itk_b"]);
        System.IO.File.WriteAllText(File, """["itk_a",""");
        Assert.Empty(new DemoKeys(File).Read());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_and_no_failure()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "below"), "a file where the folder should be");
        Assert.NotNull(new DemoKeys(File).Write(["itk_a"]));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
