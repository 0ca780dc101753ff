using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Access;

/// <summary>An issuer of tokens, which writes its keys into a file and signs whatever it is asked to, by hand.</summary>
public sealed class Issuer : IDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "infusion-tracker";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public Issuer()
    {
        var rsa = _rsa.ExportParameters(false);
        var ec = _ec.ExportParameters(false);
        File.WriteAllText(Keys, $$"""
            {"keys":[
              {"kty":"RSA","kid":"rsa","use":"sig","n":"{{Text(rsa.Modulus!)}}","e":"{{Text(rsa.Exponent!)}}"},
              {"kty":"EC","kid":"ec","use":"sig","crv":"P-384","x":"{{Text(ec.Q.X!)}}","y":"{{Text(ec.Q.Y!)}}"}]}
            """);
    }

    /// <summary>The file with the keys.</summary>
    public string Keys { get; } = Path.Combine(Path.GetTempPath(), $"infusion-tracker-issuer-{Environment.ProcessId}-{Environment.TickCount64}.json");

    /// <summary>Settings of a service that takes this issuer's tokens.</summary>
    public string[] Settings => [$"--Access:Jwt:Issuer={Name}", $"--Access:Jwt:Audience={Audience}", $"--Access:Jwt:Keys={Keys}"];

    public string Rs256(string payload, string header = """{"alg":"RS256","typ":"at+jwt","kid":"rsa"}""") =>
        Signed(header, payload, bytes => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string Rs512(string payload) =>
        Signed("""{"alg":"RS512","typ":"at+jwt","kid":"rsa"}""", payload, bytes => _rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));

    public string Es384(string payload) =>
        Signed("""{"alg":"ES384","typ":"at+jwt","kid":"ec"}""", payload, bytes => _ec.SignData(bytes, HashAlgorithmName.SHA384));

    /// <summary>A token that a person comes with for five minutes.</summary>
    public string Person(Guid clinic, string subject, string members = """ "roles":["dashboard"]""") => Rs256(
        $$"""
        {"iss":"{{Name}}","aud":"{{Audience}}","sub":"{{subject}}","clinic_id":"{{clinic}}","exp":{{RunningService.Now.ToUnixTimeSeconds() + 300}},{{members}}}
        """);

    /// <summary>A token without a signature.</summary>
    public static string None(string payload) => Signed("""{"alg":"none","typ":"at+jwt"}""", payload, _ => []);

    /// <summary>A token signed with the public key, as if that were a shared secret.</summary>
    public string Swapped(string payload) =>
        Signed("""{"alg":"HS256","typ":"at+jwt","kid":"rsa"}""", payload, bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), bytes));

    /// <summary>A token of somebody else's key under the issuer's name.</summary>
    public static string Forged(string payload)
    {
        using var other = RSA.Create(2048);
        return Signed("""{"alg":"RS256","typ":"at+jwt","kid":"rsa"}""", payload, bytes => other.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
        File.Delete(Keys);
    }

    private static string Signed(string header, string payload, Func<byte[], byte[]> sign)
    {
        var text = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Text(sign(Encoding.UTF8.GetBytes(text)))}";
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
