using InfusionTracker.Api.Platform;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace InfusionTracker.Api.Access;

/// <summary>
/// Reads tokens of the configured issuer. Everything that a token may get wrong is answered alike, so that nobody learns
/// by trying what would have been right.
/// </summary>
public sealed class Tokens
{
    /// <summary>How far the clocks of issuer and service may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly JwtSettings? _settings;
    private readonly IClock _clock;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;

    /// <param name="settings">The issuer; null where none is configured, and no token is valid.</param>
    /// <param name="clock">Tells what has expired.</param>
    public Tokens(JwtSettings? settings, IClock clock)
    {
        (_settings, _clock) = (settings, clock);
        _issuer = settings switch
        {
            null => null,
            { Authority: { } authority } => new(authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever()),
            { Keys: { } keys } when Uri.TryCreate(keys, UriKind.Absolute, out var url) && !url.IsFile => new(keys, new KeySet(), new HttpDocumentRetriever()),
            { Keys: { } keys } => new(keys, new KeySet(), new FileDocumentRetriever()),
            _ => throw new ArgumentException("The issuer has no keys.", nameof(settings)),
        };
        if (_issuer is not null)
        {
            // An issuer announces a key before it signs with it; one that it takes back is refused within the hour.
            _issuer.AutomaticRefreshInterval = TimeSpan.FromHours(1);
            _issuer.RefreshInterval = TimeSpan.FromSeconds(30);
        }
    }

    /// <summary>Whom a token names.</summary>
    /// <exception cref="ProblemException">401 where it is not valid; 503 where the issuer's keys cannot be had.</exception>
    public async Task<SignedIn> Read(string text, CancellationToken cancellation)
    {
        if (_settings is null || _issuer is null || !Handler.CanReadToken(text))
        {
            throw Refused();
        }

        var checks = new TokenValidationParameters
        {
            ValidIssuer = _settings.Issuer,
            ValidAudience = _settings.Audience,
            ValidAlgorithms = _settings.Algorithms,
            TypeValidator = IsOfAType,
            IssuerSigningKeys = (await Issuer(_issuer, cancellation)).SigningKeys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsInForce,
        };
        var result = await Handler.ValidateTokenAsync(text, checks);
        if (!result.IsValid)
        {
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                // It may be a new one, which the next request then finds.
                _issuer.RequestRefresh();
            }

            throw Refused();
        }

        try
        {
            return Named(result, _settings);
        }
        catch (InvalidOperationException)
        {
            // A claim is read when it is asked for, and one that is half of a character is no text.
            throw Refused();
        }
    }

    private static SignedIn Named(TokenValidationResult result, JwtSettings settings) =>

        // A program that does not understand what a token calls critical must refuse it (RFC 7515, section 4.1.11); this one understands nothing of the kind.
        !((JsonWebToken)result.SecurityToken).TryGetHeaderValue<object>("crit", out _)
            && Texts(result, settings.ClinicClaim) is [var clinic] && Guid.TryParseExact(clinic, "D", out var clinicId)
            && Texts(result, settings.SubjectClaim) is [{ Length: > 0 and <= 255 } subject] && !subject.Any(char.IsControl)
            ? new SignedIn(clinicId, settings.Issuer, subject, Performer(result, settings), Scopes(result, settings))
            : throw Refused();

    private static async Task<OpenIdConnectConfiguration> Issuer(ConfigurationManager<OpenIdConnectConfiguration> issuer, CancellationToken cancellation)
    {
        try
        {
            return await issuer.GetConfigurationAsync(cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new ProblemException(Problem.Unavailable("The keys of the issuer cannot be had right now.", 5));
        }
    }

    /// <summary>Within its times, and made for no longer than the settings allow: a token cannot be taken back by its issuer.</summary>
    private bool IsInForce(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters checks)
    {
        var now = _clock.GetCurrentInstant().ToDateTimeUtc();
        var issuedAt = ((JsonWebToken)token).IssuedAt is var told && told > DateTime.MinValue && told < now ? told : now;
        return expires > now - Skew && !(notBefore > now + Skew) && expires - issuedAt <= _settings!.Longest.ToTimeSpan() + Skew;
    }

    /// <summary>The media type of a token may be written in full, and in letters of either case (RFC 7515, section 4.1.9).</summary>
    private string IsOfAType(string? type, SecurityToken token, TokenValidationParameters checks)
    {
        const string application = "application/";
        var name = type?.StartsWith(application, StringComparison.OrdinalIgnoreCase) == true ? type[application.Length..] : type;
        return name is not null && _settings!.Types.Contains(name, StringComparer.OrdinalIgnoreCase) ? name
            : throw new SecurityTokenInvalidTypeException();
    }

    private static string[] Scopes(TokenValidationResult result, JwtSettings settings) =>
    [
        .. Texts(result, settings.ScopesClaim).SelectMany(s => s.Split(' ')).Where(Access.Scopes.All.Contains)
            .Concat(Texts(result, settings.RolesClaim).SelectMany(role => Access.Scopes.Roles.GetValueOrDefault(role, [])))
            .Distinct(),
    ];

    /// <summary>
    /// The person; nobody where a program signed in for itself, which is when the subject is the client too (RFC 9068,
    /// section 2.2; <c>azp</c> is what OpenID Connect calls it).
    /// </summary>
    private static string? Performer(TokenValidationResult result, JwtSettings settings) =>
        Texts(result, "client_id").Concat(Texts(result, "azp")).Intersect(Texts(result, settings.SubjectClaim)).Any() ? null
        : Texts(result, settings.PerformerClaim) is [{ Length: <= Caller.MaxPerformerLength } performer] && PersonAttribute.IsNamed(performer) && !performer.Any(char.IsControl) ? performer
        : null;

    private static string[] Texts(TokenValidationResult result, string claim) => (result.Claims.TryGetValue(claim, out var value) ? value : null) switch
    {
        string one => [one],
        IEnumerable<object> several => [.. several.OfType<string>()],
        _ => [],
    };

    private static ProblemException Refused() => new(Problem.BadCredential("The token is not one of the configured issuer, is not in force, or lasts longer than this service accepts."));

    /// <summary>Reads a bare JSON web key set.</summary>
    private sealed class KeySet : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var keys = JsonWebKeySet.Create(await retriever.GetDocumentAsync(address, cancel));
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = keys };
            foreach (var key in keys.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }
    }
}
