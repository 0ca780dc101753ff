namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>The sources that the tests of the house read.</summary>
internal static class SourceTree
{
    public static string Top { get; } = Find();

    public static string In(string path) => Path.Combine(Top, path);

    /// <summary>Source files of a folder, without what is built.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(In(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(file => Path.GetRelativePath(In(folder), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "InfusionTracker.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
