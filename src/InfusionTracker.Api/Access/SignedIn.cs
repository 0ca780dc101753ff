using System.Security.Cryptography;
using System.Text;

namespace InfusionTracker.Api.Access;

/// <summary>Whom a token names, once its signature, issuer, audience and times have been checked.</summary>
/// <param name="ClinicId">The clinic.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Subject">Whom the issuer means.</param>
/// <param name="Performer">Who does what a request records, in the clinic's own identifiers; null where the token is a program's own.</param>
/// <param name="Scopes">What it may do: scopes of this service that the token names, and those of the roles that it names.</param>
public sealed record SignedIn(Guid ClinicId, string Issuer, string Subject, string? Performer, string[] Scopes)
{
    /// <summary>
    /// Id of the client, the <c>recordedBy</c> of what it writes: made from issuer and subject (RFC 9562, version 8, of
    /// SHA-256), so that it is the same on every instance and for every token.
    /// </summary>
    public Guid ClientId { get; } = IdOf(Issuer, Subject);

    /// <summary>Id of the client whom an issuer means by a subject.</summary>
    internal static Guid IdOf(string issuer, string subject)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(issuer), 0, .. Encoding.UTF8.GetBytes(subject)]);
        hash[6] = (byte)(0x80 | (hash[6] & 0x0f));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3f));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
