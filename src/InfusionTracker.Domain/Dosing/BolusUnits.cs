namespace InfusionTracker.Domain.Dosing;

/// <summary>The dose of a bolus.</summary>
/// <param name="Mg">mg, or mg per kg of body weight.</param>
/// <param name="IsPerKg">True where it is per kg of body weight, and means nothing without one.</param>
public readonly record struct BolusAmount(decimal Mg, bool IsPerKg = false)
{
    /// <summary>The dose in mg, exactly; null where it is per kg and no weight is known.</summary>
    /// <param name="weightKg">Body weight in kg, above 0.</param>
    public Rational? Milligrams(decimal? weightKg) => !IsPerKg ? Mg : weightKg is { } kg ? (Rational)Mg * kg : null;
}

/// <summary>The units in which the dose of a bolus may be told, UCUM.</summary>
public static class BolusUnits
{
    /// <summary>The accepted texts, case and all, in a fixed order.</summary>
    public static IReadOnlyList<string> Accepted { get; } = ["mg", "ug", "g", "mg/kg"];

    /// <summary>
    /// The dose in mg or mg/kg, exactly; null for another unit, or where the digits of the result are more than a decimal holds.
    /// </summary>
    public static BolusAmount? Amount(decimal value, string unit)
    {
        Rational? exact = unit switch
        {
            "mg" or "mg/kg" => value,
            "ug" => (Rational)value / 1000,
            "g" => (Rational)value * 1000,
            _ => null,
        };
        if (exact is not { } milligrams || milligrams >= decimal.MaxValue / 10 || milligrams <= decimal.MinValue / 10)
        {
            return null;
        }

        var told = milligrams.ToDecimal();
        return told == milligrams ? new(told, unit == "mg/kg") : null;
    }
}
