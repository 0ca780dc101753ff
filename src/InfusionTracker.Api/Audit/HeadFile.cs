using System.Text;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// The file that the operator chose for heads of the chains (<c>Audit:HeadFile</c>), one line a seal. It proves something as
/// long as whoever can write to the database cannot write to it: keep it on another machine, or where lines can only be added.
/// </summary>
public sealed class HeadFile(string path)
{
    /// <summary>True where the last line may be without its end: a crash of the process before, or a full disk, has cut it short.</summary>
    private bool _mayBeCut = true;

    /// <summary>Adds lines, on the disk when this returns. One instance of the service at a time, or one would write over another.</summary>
    /// <exception cref="IOException">The file cannot be written; also while another instance writes.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Append(IEnumerable<ChainHead> heads)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        var begin = _mayBeCut && file.Length > 0 ? "\n" : "";
        _mayBeCut = true;
        file.Write(Encoding.ASCII.GetBytes(begin + string.Concat(heads.Select(head => head.Line + "\n"))));
        file.Flush(flushToDisk: true);
        _mayBeCut = false;
    }

    /// <summary>Reads the heads that were kept. What a crash cut short is the beginning of a line that was written anew, and is passed over.</summary>
    /// <exception cref="FormatException">A line is no head, nor the beginning of one.</exception>
    public static async Task<List<ChainHead>> Read(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(file, Encoding.ASCII);
        var heads = new List<ChainHead>();
        for (var number = 1; await lines.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (ChainHead.TryParse(line, out var head))
            {
                heads.Add(head);
            }
            else if (!ChainHead.MayBeCut(line))
            {
                throw new FormatException($"Line {number} of {path} is no head of a chain.");
            }
        }

        return heads;
    }
}
