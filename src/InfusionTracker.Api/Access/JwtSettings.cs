using InfusionTracker.Api.Hosting;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>The issuer whose tokens are let in, <c>Access:Jwt</c> of the configuration.</summary>
public sealed record JwtSettings
{
    /// <summary>Asymmetric ones alone: with a shared secret, whoever can check a token could make one.</summary>
    private static readonly string[] KnownAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
    ];

    /// <summary>The <c>iss</c> that a token must have.</summary>
    public required string Issuer { get; init; }

    /// <summary>The <c>aud</c> that a token must have.</summary>
    public required string Audience { get; init; }

    /// <summary>Where the issuer tells of itself (OpenID Connect discovery); null where its keys are named directly.</summary>
    public required string? Authority { get; init; }

    /// <summary>Its keys as a JSON web key set: an https URL, or the path of a file.</summary>
    public required string? Keys { get; init; }

    /// <summary>Algorithms that a token may be signed with: of RS256, RS384, ES256, ES384.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>
    /// Values that <c>typ</c> of a token may have, with or without <c>application/</c>: <c>at+jwt</c> (RFC 9068), and <c>JWT</c>, which
    /// many issuers still say.
    /// </summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>How long a token may last, from its <c>iat</c> or from now, whichever is earlier, to its <c>exp</c>.</summary>
    public required Duration Longest { get; init; }

    /// <summary>Claim with the id of the clinic.</summary>
    public required string ClinicClaim { get; init; }

    /// <summary>Claim with the subject: the same for one person or program always.</summary>
    public required string SubjectClaim { get; init; }

    /// <summary>Claim with the clinic's own identifier of the person who is signed in, who performs what names nobody else.</summary>
    public required string PerformerClaim { get; init; }

    /// <summary>Claim with scopes, a text with spaces between or a list.</summary>
    public required string ScopesClaim { get; init; }

    /// <summary>Claim with roles, a text or a list.</summary>
    public required string RolesClaim { get; init; }

    /// <summary>What the configuration says; null where it names no issuer, and only keys are let in.</summary>
    /// <exception cref="CommandException">The configuration does not add up.</exception>
    public static JwtSettings? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Access:Jwt");
        if (!section.Exists())
        {
            return null;
        }

        var settings = new JwtSettings
        {
            Issuer = section["Issuer"] ?? throw Wrong("Name the Issuer"),
            Audience = section["Audience"] ?? throw Wrong("Name the Audience"),
            Authority = section["Authority"],
            Keys = section["Keys"],
            Algorithms = List(section, "Algorithms", KnownAlgorithms),
            Types = List(section, "Types", ["at+jwt", "JWT"]),
            Longest = Duration.FromHours(section.GetValue("LongestHours", 24)),
            ClinicClaim = section["ClinicClaim"] ?? "clinic_id",
            SubjectClaim = section["SubjectClaim"] ?? "sub",
            PerformerClaim = section["PerformerClaim"] ?? "sub",
            ScopesClaim = section["ScopesClaim"] ?? "scope",
            RolesClaim = section["RolesClaim"] ?? "roles",
        };
        return (settings.Authority is null) == (settings.Keys is null)
            ? throw Wrong("Name either the Authority or its Keys")
            : settings.Longest <= Duration.Zero ? throw Wrong("Give LongestHours from 1")
            : settings.Algorithms.Except(KnownAlgorithms).Any()
            ? throw Wrong($"Give Algorithms of {string.Join(", ", KnownAlgorithms)}")
            : settings;
    }

    private static string[] List(IConfigurationSection section, string name, string[] otherwise) =>
        section.GetSection(name).GetChildren().Select(c => c.Value!).ToArray() is { Length: > 0 } given ? given : otherwise;

    private static CommandException Wrong(string what) => new($"{what} of the tokens that are let in: set it under Access__Jwt, or set nothing there.");
}
