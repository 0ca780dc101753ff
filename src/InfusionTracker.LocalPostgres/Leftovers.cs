namespace InfusionTracker.LocalPostgres;

/// <summary>What killed test runs leave behind: a server that still runs and a folder that nobody will delete.</summary>
internal static class Leftovers
{
    /// <summary>Stops and deletes every ephemeral cluster beside this one that has no owner any more.</summary>
    public static async Task SweepAsync(
        ClusterFolder besides, LocalClusterOptions options, ServerUser user, Action<string> log, CancellationToken ct)
    {
        if (!Directory.Exists(besides.Parent))
        {
            return;
        }

        foreach (var path in Directory.GetDirectories(besides.Parent).Where(path => path != besides.Path))
        {
            ct.ThrowIfCancellationRequested();
            var folder = new ClusterFolder(path);
            if (!folder.IsEphemeral)
            {
                continue;
            }

            try
            {
                await ClearAsync(folder, options, user, log);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log($"{path}, left by a killed run, could not be cleared: {e.Message}"); // somebody else's, or being cleared by another
            }
        }
    }

    private static async Task ClearAsync(ClusterFolder folder, LocalClusterOptions options, ServerUser user, Action<string> log)
    {
        if (folder.TryLockStart() is not { } starting)
        {
            return;
        }

        if (folder.TryOwn() is not { } ownership)
        {
            await starting.DisposeAsync();
            return;
        }

        if (PostgresBinaries.FindAll(options.Machine).FirstOrDefault(found => found.Major == folder.DataMajor) is { } binaries)
        {
            await new ServerControl(folder, binaries, user, log).StopAsync(inOrder: false);
        }

        await folder.LetGoAsync(starting, ownership);
        log($"Cleared {folder.Path}, left by a killed run.");
    }
}
