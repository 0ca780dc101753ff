namespace InfusionTracker.Api.Platform;

/// <summary>
/// Methods as RFC 9110 has them. They are case-sensitive (9.1), which routing is not. HEAD is answered wherever GET is (9.3.2), log of
/// reads included, and the server sends the head alone.
/// </summary>
public static class Methods
{
    /// <summary>Before routing, which knows GET alone and takes <c>get</c> for it.</summary>
    public static Task Prepare(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Method.Any(char.IsAsciiLetterLower))
        {
            // No route has a method of this name, so that the answer is 405 and names those that there are.
            request.Method = "unknown-" + request.Method;
        }
        else if (HttpMethods.IsHead(request.Method))
        {
            request.Method = HttpMethods.Get;
            context.Features.Set(new HeadAlone());
        }

        return next(context);
    }

    /// <summary>True where nothing of a body goes out, so that a long one need not be made.</summary>
    public static bool IsAskedAlone(HttpContext context) => context.Features.Get<HeadAlone>() is not null;

    /// <summary>Names HEAD beside GET among the methods that another one is refused for.</summary>
    public static void Allow(HttpResponse response)
    {
        var methods = response.Headers.Allow.ToString();
        if (methods.Split(", ").Contains(HttpMethods.Get))
        {
            response.Headers.Allow = $"{methods}, {HttpMethods.Head}";
        }
    }

    private sealed record HeadAlone;
}
