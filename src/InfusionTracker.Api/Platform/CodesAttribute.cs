using System.ComponentModel.DataAnnotations;

namespace InfusionTracker.Api.Platform;

/// <summary>A member that is one of these codes; null among them where it may be left out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class CodesAttribute(params object?[] codes) : AllowedValuesAttribute(codes)
{
    public override string FormatErrorMessage(string name) => $"Give one of {string.Join(", ", Values.Where(code => code is not null))}.";
}
