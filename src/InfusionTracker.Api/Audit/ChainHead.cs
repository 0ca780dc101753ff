using System.Globalization;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// The end of a clinic's hash chain at one time, as it is kept outside of the database: whoever holds a head can tell later
/// that nothing up to its position was changed, left out or cut off.
/// </summary>
/// <param name="ClinicId">Clinic of the chain.</param>
/// <param name="Position">Last position under the seal.</param>
/// <param name="Hash">SHA-256 of the seal, 64 lower-case hexadecimal digits.</param>
/// <param name="SealedAt">When it was sealed, by the clock of the database.</param>
public sealed record ChainHead(Guid ClinicId, long Position, string Hash, Instant SealedAt)
{
    private const int LongestLine = 36 + 1 + 19 + 1 + 64 + 1 + Times.MaxLength;

    /// <summary>One line: clinic, position, hash and time, with blanks between.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{ClinicId} {Position} {Hash} {Times.Text(SealedAt)}");

    /// <summary>True where the text may be a line that was cut short, or nothing.</summary>
    public static bool MayBeCut(string line) => line.Length < LongestLine && line.All(c => char.IsAsciiHexDigitLower(c) || c is '-' or ' ' or ':' or '.' or 'T' or 'Z' or '\r');

    public static bool TryParse(string line, out ChainHead head)
    {
        head = null!;
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var clinic, var position, var hash, var time]
            || !Guid.TryParseExact(clinic, "D", out var clinicId)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)
            || !Times.TryParse(time, out var sealedAt))
        {
            return false;
        }

        head = new ChainHead(clinicId, at, hash, sealedAt);
        return true;
    }
}
