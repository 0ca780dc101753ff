namespace InfusionTracker.Domain.Dosing;

/// <summary>What a body weight that doses count with may be. Engineering defaults, from memory and unverified.</summary>
public static class BodyWeight
{
    /// <summary>True for a weight that is no slip of the hand, kg.</summary>
    public static bool IsPlausible(decimal kg) => kg is >= 20 and <= 350;

    /// <summary>Whether a weight is critical.</summary>
    /// <param name="kg">The weight in kg; null for none.</param>
    /// <param name="isOff">True where it is far off the patient's last one.</param>
    public static CriticalDose Flag(decimal? kg, bool isOff) =>
        kg is { } given && (isOff || !IsPlausible(given)) ? CriticalDose.Weight : CriticalDose.None;

    /// <summary>A sentence on why a weight is refused; null where it is kept.</summary>
    /// <param name="kg">The weight in kg; null for none.</param>
    /// <param name="isConfirmed">True where somebody says that an implausible weight is true.</param>
    public static string? Fault(decimal? kg, bool isConfirmed) => kg switch
    {
        null => null,
        { } given when IsPlausible(given) => null,
        > 0 and <= 1000 when isConfirmed => null,
        _ when isConfirmed => "A weight is above 0 and up to 1,000 kg, also where it is confirmed.",
        _ => "A weight is from 20 to 350 kg. Correct it, or send confirmed where it is true.",
    };
}
