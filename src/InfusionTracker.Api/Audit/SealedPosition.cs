using System.Buffers.Binary;
using System.Text;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// How far a copy has come in its clinic's one order of changes: a position, and the hash of the seal that ends with it. Where the
/// database was restored to a state from before, the chain goes on from there by another way, and the hash is no longer found.
/// </summary>
/// <param name="Position">The position; 0 before the first.</param>
/// <param name="Hash">The hash of the seal.</param>
public sealed record SealedPosition(long Position, byte[] Hash)
{
    /// <summary>The position as the clinic's clients get it, sealed.</summary>
    public string Text(Cursors cursors, Caller caller)
    {
        var plain = new byte[sizeof(long) + Hash.Length];
        BinaryPrimitives.WriteInt64BigEndian(plain, Position);
        Hash.CopyTo(plain, sizeof(long));
        return cursors.Seal(plain, Binding(caller));
    }

    /// <summary>Reads what <see cref="Text"/> wrote for the same clinic; null for anything else.</summary>
    public static SealedPosition? Of(string text, Cursors cursors, Caller caller) =>
        cursors.Open(text, Binding(caller)) is { Length: > sizeof(long) } plain
            ? new SealedPosition(BinaryPrimitives.ReadInt64BigEndian(plain), plain[sizeof(long)..])
            : null;

    private static byte[] Binding(Caller caller) => Encoding.ASCII.GetBytes($"{caller.ClinicId:N} position");
}
