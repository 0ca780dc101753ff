using System.Text;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// The file that the operator chose for heads of the chains (<c>Audit:HeadFile</c>), one line a seal. It proves something as
/// long as whoever can write to the database cannot write to it: keep it on another machine, or where lines can only be added.
/// </summary>
public sealed class HeadFile(string path)
{
    /// <summary>Adds lines, on the disk when this returns.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Append(IEnumerable<ChainHead> heads)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.ASCII.GetBytes(string.Concat(heads.Select(head => head.Line + "\n"))));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the heads that were kept; a last line that a crash cut short is passed over.</summary>
    /// <exception cref="FormatException">A line is no head.</exception>
    public static async Task<List<ChainHead>> Read(string path, CancellationToken cancellation)
    {
        var text = await File.ReadAllTextAsync(path, cancellation);
        var heads = new List<ChainHead>();
        foreach (var (index, line) in text[..(text.LastIndexOf('\n') + 1)].Split('\n').Index())
        {
            if (line.Trim().Length > 0)
            {
                heads.Add(ChainHead.TryParse(line, out var head) ? head : throw new FormatException($"Line {index + 1} of {path} is no head of a chain."));
            }
        }

        return heads;
    }
}
