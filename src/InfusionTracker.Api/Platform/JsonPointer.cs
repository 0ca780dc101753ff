namespace InfusionTracker.Api.Platform;

/// <summary>JSON pointers (RFC 6901) to what a request holds.</summary>
public static class JsonPointer
{
    /// <summary>Longer names of members are not told.</summary>
    private const int MaxNameLength = 100;

    /// <summary>
    /// Points to a member within a member. A name may come from outside and hold anything: at one that is long or not plain
    /// printable ASCII the pointer ends, and so is that of its parent.
    /// </summary>
    public static string Of(string parent, params IEnumerable<string> names) => parent + string.Concat(names
        .TakeWhile(name => name.Length <= MaxNameLength && !name.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        .Select(name => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));
}
