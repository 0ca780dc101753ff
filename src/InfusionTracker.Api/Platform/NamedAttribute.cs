using System.ComponentModel.DataAnnotations;
using InfusionTracker.Domain;

namespace InfusionTracker.Api.Platform;

/// <summary>A member that names something: of some characters, and not of blanks alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class NamedAttribute : StringLengthAttribute
{
    /// <param name="maximumLength">Longest name, in characters.</param>
    public NamedAttribute(int maximumLength)
        : base(maximumLength) => MinimumLength = 1;

    /// <summary>True where something of the name can be seen.</summary>
    public static bool IsNamed(string name) => VisibleText.Of(name).Length > 0;

    public override bool IsValid(object? value) => base.IsValid(value) && (value is not string name || IsNamed(name));

    public override string FormatErrorMessage(string name) => $"Give 1 to {MaximumLength} characters that are not all blank.";
}
