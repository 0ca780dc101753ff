using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Access;

/// <summary>A member that names a person by the clinic's own identifier.</summary>
/// <param name="maximumLength">Longest identifier, in characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonAttribute(int maximumLength = Caller.MaxPerformerLength) : NamedAttribute(maximumLength)
{
    public override string FormatErrorMessage(string name) => $"Name a person in 1 to {MaximumLength} characters that are not all blank.";
}
