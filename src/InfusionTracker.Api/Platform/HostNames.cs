using Microsoft.Net.Http.Headers;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// A host whose name cannot be (<c>xn--</c> is the beginning of a name in other letters, and not every end makes one) is taken for
/// none told. To read one throws, in the server's own code as in that of links, and anybody can send one, also through a proxy.
/// </summary>
public static class HostNames
{
    private const string Forwarded = "X-Forwarded-Host";

    /// <summary>Before anything reads a host, and so before what a proxy says of it is taken up.</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.ContainsKey(Forwarded) && !headers.GetCommaSeparatedValues(Forwarded).All(CanBe))
        {
            headers.Remove(Forwarded);
        }

        if (!CanBe(headers.Host.ToString()))
        {
            headers[HeaderNames.Host] = "";
        }

        return next(context);
    }

    private static bool CanBe(string host)
    {
        if (!host.Contains("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            HostString.FromUriComponent(host).ToUriComponent();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
