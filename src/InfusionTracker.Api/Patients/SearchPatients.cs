using System.Globalization;
using System.Text.Json;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace InfusionTracker.Api.Patients;

/// <summary>What is known of the patients that are looked for: one of these at least. All that is given must fit.</summary>
public sealed record PatientSearch
{
    /// <summary>An identifier.</summary>
    public Identifier? Identifier { get; init; }

    /// <summary>
    /// How the name begins: the family name, then the given names, in 3 characters or more, e.g. <c>garcia lo</c>. Neither capitals nor
    /// accents count (ä is a, not ae; ß is ss, ø is o).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Date of birth.</summary>
    public LocalDate? BirthDate { get; init; }
}

public static class SearchPatients
{
    /// <summary>Fewest characters of a name that are searched for: fewer would list half of a clinic.</summary>
    private const int MinNameLength = 3;

    private static readonly SqlFile Sql = SqlFile.Beside();

    /// <summary>
    /// Finds patients by what staff know of them, first recorded first, with nothing of it in an address. It is a read, and logged as one,
    /// without what was searched for. For the next page the same body is sent with <c>cursor</c>.
    /// </summary>
    /// <param name="body">What is known.</param>
    /// <param name="query">What part of the list.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="database">The records.</param>
    public static async Task<Results<Ok<Page<Patient>>, Problem>> Handle(
        PatientSearch body, [AsParameters] PageQuery query, HttpContext context, Caller caller, Database database)
    {
        var page = PageRequest.OfBody(context, caller, query, JsonSerializer.SerializeToUtf8Bytes(body, Json.TypeOf<PatientSearch>()), "recordedAt", "-recordedAt");
        if (body is { Identifier: null, Name: null, BirthDate: null })
        {
            return Problem.Malformed("", "Give an identifier, the beginning of a name or a date of birth.");
        }

        if (body.Name is { } name && name.EnumerateRunes().Count(IsSearchedFor) < MinNameLength)
        {
            return Problem.Invalid("/name", $"Give at least {MinNameLength} characters of the name.");
        }

        string[] found =
        [
            .. body.Identifier is null ? Array.Empty<string>() : ["identifier"],
            .. body.Name is null ? Array.Empty<string>() : ["name"],
            .. body.BirthDate is null ? Array.Empty<string>() : ["birthDate"],
        ];
        var arguments = new SqlArguments
        {
            { "limit", page.Limit + 1 },
            { "afterValue", page.AfterValue },
            { "afterId", page.AfterId },
            { "system", body.Identifier?.System },
            { "value", body.Identifier?.Value },
            { "name", body.Name },
            { "birthDate", body.BirthDate },
        };
        List<SqlStatement> statements = [.. Sql.Part("page", [.. page.Flags, .. found]), .. page.Count ? Sql.Part("count", found) : []];
        return TypedResults.Ok(await database.Read(caller, statements, arguments, async rows =>
        {
            var patients = await rows.List<Patient>();
            return page.Of(patients, p => p.SortValue!, p => p.Id, page.Count ? await rows.Scalar<long>() : null);
        }));
    }

    /// <summary>False for what a name is searched for without: blanks, accents and what nobody sees.</summary>
    private static bool IsSearchedFor(System.Text.Rune rune) =>
        !System.Text.Rune.IsWhiteSpace(rune)
        && System.Text.Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Control or UnicodeCategory.Format);
}
