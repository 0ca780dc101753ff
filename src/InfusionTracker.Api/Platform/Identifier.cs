using System.ComponentModel.DataAnnotations;

namespace InfusionTracker.Api.Platform;

/// <summary>An identifier that another system gave.</summary>
public sealed record Identifier
{
    /// <summary>Most characters of a system, and of a value.</summary>
    private const int MaxLength = 400;

    /// <summary>Most identifiers of one record.</summary>
    private const int MaxCount = 20;

    private const string UriDetail = "Give a URI: the first | ends the system where an identifier is searched for.";

    private static readonly string LengthDetail = new NamedAttribute(MaxLength).FormatErrorMessage("");

    /// <summary>Namespace of the identifier, a URI, e.g. <c>urn:example:mrn</c>; a <c>|</c>, which no URI has, is refused.</summary>
    [Named(MaxLength), RegularExpression("^[^|]*$", ErrorMessage = UriDetail)]
    public required string System { get; init; }

    /// <summary>The identifier.</summary>
    [Named(MaxLength)]
    public required string Value { get; init; }

    /// <summary>Reads <c>system|value</c>, as a query has it. Where it is none that could be recorded, it is refused.</summary>
    /// <param name="parameter">Name of the query parameter.</param>
    /// <param name="text">Its value.</param>
    public static Identifier Parse(string parameter, string text) =>
        text.Split('|', 2) is [var system, var value] && IsOfLength(system) && IsOfLength(value)
            ? new() { System = system, Value = value }
            : throw new ProblemException(Problem.BadParameter(parameter, "Give system|value."));

    /// <summary>Reads a filter that may be given several times.</summary>
    /// <param name="parameter">Name of the query parameter.</param>
    /// <param name="texts">Its values.</param>
    public static (string[] Systems, string[] Values) ParseAll(string parameter, string[]? texts)
    {
        Identifier[] asked = [.. (texts ?? []).Select(text => Parse(parameter, text))];
        return (Array.ConvertAll(asked, i => i.System), Array.ConvertAll(asked, i => i.Value));
    }

    /// <summary>Identifiers as they are stored; null where there are none.</summary>
    public static string? Stored(IReadOnlyList<Identifier>? identifiers) => identifiers is null or [] ? null : Json.Text(identifiers);

    /// <summary>An identifier that is stored in two columns; null where both are.</summary>
    public static Identifier? Of(string? system, string? value) => system is null || value is null ? null : new() { System = system, Value = value };

    /// <summary>What is wrong with the identifiers of a record; null where nothing is.</summary>
    /// <param name="identifiers">The identifiers; null where there are none.</param>
    /// <param name="pointer">JSON pointer of the record within the body.</param>
    public static Problem? Refuse(IReadOnlyList<Identifier?>? identifiers, string pointer = "")
    {
        if (identifiers is null or [])
        {
            return null;
        }

        if (identifiers.Count > MaxCount)
        {
            return Problem.Invalid($"{pointer}/identifiers", $"Give at most {MaxCount} identifiers.");
        }

        foreach (var (index, identifier) in identifiers.Index())
        {
            var place = $"{pointer}/identifiers/{index}";
            if ((identifier is null ? Problem.Malformed(place, "Give an identifier.") : identifier.Refuse(place)) is { } refusal)
            {
                return refusal;
            }
        }

        return identifiers.Distinct().Count() < identifiers.Count ? Problem.Invalid($"{pointer}/identifiers", "Give each identifier once.") : null;
    }

    /// <summary>What is wrong with an identifier; null where nothing is.</summary>
    /// <param name="pointer">JSON pointer of it within the body.</param>
    public Problem? Refuse(string pointer) =>
        !IsOfLength(System) ? Problem.Invalid($"{pointer}/system", LengthDetail)
        : System.Contains('|', StringComparison.Ordinal) ? Problem.Invalid($"{pointer}/system", UriDetail)
        : !IsOfLength(Value) ? Problem.Invalid($"{pointer}/value", LengthDetail)
        : null;

    private static bool IsOfLength(string text) => text.Length <= MaxLength && NamedAttribute.IsNamed(text);
}
