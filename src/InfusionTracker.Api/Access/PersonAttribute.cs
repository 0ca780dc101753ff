using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;

namespace InfusionTracker.Api.Access;

/// <summary>A member that names a person by the clinic's own identifier: of some characters, and not of blanks alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonAttribute : StringLengthAttribute
{
    /// <param name="maximumLength">Longest identifier, in characters.</param>
    public PersonAttribute(int maximumLength = Caller.MaxPerformerLength)
        : base(maximumLength) => MinimumLength = 1;

    /// <summary>True where something of the identifier can be seen.</summary>
    public static bool IsNamed(string identifier) => identifier.EnumerateRunes().Any(rune =>
        !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format));

    public override bool IsValid(object? value) => base.IsValid(value) && (value is not string identifier || IsNamed(identifier));

    public override string FormatErrorMessage(string name) => $"Name a person in 1 to {MaximumLength} characters that are not all blank.";
}
