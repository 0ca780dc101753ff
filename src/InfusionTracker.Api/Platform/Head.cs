namespace InfusionTracker.Api.Platform;

/// <summary>
/// HEAD, wherever there is GET (RFC 9110, 9.3.2): whoever asks what an answer is like is answered as a GET is, log of reads
/// included, and the server sends the head alone.
/// </summary>
public static class Head
{
    /// <summary>Before routing, which knows GET alone.</summary>
    public static Task AnswerAsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
            context.Features.Set(new Alone());
        }

        return next(context);
    }

    /// <summary>True where nothing of a body goes out, so that a long one need not be made.</summary>
    public static bool IsAskedAlone(HttpContext context) => context.Features.Get<Alone>() is not null;

    /// <summary>Names HEAD beside GET among the methods that another one is refused for.</summary>
    public static void Allow(HttpResponse response)
    {
        var methods = response.Headers.Allow.ToString();
        if (methods.Split(", ").Contains(HttpMethods.Get))
        {
            response.Headers.Allow = $"{methods}, {HttpMethods.Head}";
        }
    }

    private sealed record Alone;
}
