namespace InfusionTracker.Domain.Dosing;

/// <summary>The units in which the dose of a bolus may be told, UCUM.</summary>
public static class BolusUnits
{
    /// <summary>The accepted texts, case and all, in a fixed order.</summary>
    public static IReadOnlyList<string> Accepted { get; } = ["mg", "ug", "g"];

    /// <summary>
    /// The dose in mg, exactly; null for another unit, or where the digits of the result are more than a decimal holds.
    /// </summary>
    public static decimal? Milligrams(decimal value, string unit)
    {
        Rational? exact = unit switch
        {
            "mg" => value,
            "ug" => (Rational)value / 1000,
            "g" => (Rational)value * 1000,
            _ => null,
        };
        if (exact is not { } milligrams || milligrams >= decimal.MaxValue / 10 || milligrams <= decimal.MinValue / 10)
        {
            return null;
        }

        var told = milligrams.ToDecimal();
        return told == milligrams ? told : null;
    }
}
