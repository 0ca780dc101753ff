using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.Hosting;
using Npgsql;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// The keys of the demonstration's clinics, in a file that only this user can read: the database itself holds no more
/// than their hashes, and a second run shall print the same ones. One file for each database.
/// </summary>
public sealed class DemoKeys(string file)
{
    /// <summary>The file of a database, in the service's data folder.</summary>
    public static DemoKeys Of(DatabaseChoice choice)
    {
        var address = new NpgsqlConnectionStringBuilder(choice.Service);

        // A private server gets another port each time, and there is one for each data folder.
        var name = choice.IsPrivate ? address.Database! : $"{address.Host}-{address.Port}-{address.Database}";
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return new DemoKeys(Path.Combine(DatabaseChoice.Folder, "demonstration", safe + ".json"));
    }

    /// <summary>The keys as kept, by position of the clinic; empty where there is no file, or it is not whole.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, DemoKeysJson.Default.IReadOnlyListString) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps the keys.</summary>
    /// <returns>Null, or why it could not be done: the next run then makes others.</returns>
    public string? Write(IReadOnlyList<string> keys)
    {
        var written = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var mine = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(written, mine))
            {
                JsonSerializer.Serialize(stream, keys, DemoKeysJson.Default.IReadOnlyListString);
            }

            File.Move(written, file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DemoKeysJson : JsonSerializerContext;
