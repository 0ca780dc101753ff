using Microsoft.AspNetCore.Http.Features;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// What a proxy says of the scheme is believed only if it is <c>http</c> or <c>https</c>. Links are built from it, and
/// <c>javascript:</c> in one of them would be a trap.
/// </summary>
public static class ForwardedScheme
{
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        request.Scheme = request.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
            : request.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
            : context.Features.Get<ITlsConnectionFeature>() is null ? Uri.UriSchemeHttp
            : Uri.UriSchemeHttps;
        return next(context);
    }
}
