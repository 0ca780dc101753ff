using System.Diagnostics.CodeAnalysis;

namespace InfusionTracker.Domain.Dosing;

/// <summary>The units in which a pump's rate may be told.</summary>
public enum RateUnit
{
    MgPerHour,
    MgPerMinute,
    MgPerKgPerHour,
    UgPerKgPerMinute,

    /// <summary>Volume: needs the concentration in mg/mL.</summary>
    MlPerHour,
}

/// <summary>UCUM text of <see cref="RateUnit"/>.</summary>
public static class RateUnits
{
    private static readonly (string Ucum, RateUnit Unit)[] Table =
    [
        ("mg/h", RateUnit.MgPerHour),
        ("mg/min", RateUnit.MgPerMinute),
        ("mg/kg/h", RateUnit.MgPerKgPerHour),
        ("ug/kg/min", RateUnit.UgPerKgPerMinute),
        ("mL/h", RateUnit.MlPerHour),
    ];

    /// <summary>The accepted texts, case and all, in a fixed order.</summary>
    public static IReadOnlyList<string> Accepted { get; } = [.. Table.Select(row => row.Ucum)];

    /// <summary>The unit of a UCUM text; null for any other text (UCUM is case-sensitive).</summary>
    public static RateUnit? Parse(string text)
    {
        foreach (var (ucum, unit) in Table)
        {
            if (ucum == text)
            {
                return unit;
            }
        }

        return null;
    }

    public static string Ucum(this RateUnit unit) => Table.Single(row => row.Unit == unit).Ucum;
}

/// <summary>
/// The rate of an infusion as it was told: above 0, at most 9 digits before and 9 after the point. A pause is not a
/// rate of 0 but an event of its own.
/// </summary>
public sealed record Rate
{
    /// <summary>Values from here on are refused: no pump gives ten digits.</summary>
    private const decimal UpperLimit = 1_000_000_000m;

    private Rate(decimal value, RateUnit unit, decimal? concentrationMgPerMl)
    {
        Value = value;
        Unit = unit;
        ConcentrationMgPerMl = concentrationMgPerMl;
    }

    public decimal Value { get; }

    public RateUnit Unit { get; }

    /// <summary>mg of drug per mL; given for mL/h and only there.</summary>
    public decimal? ConcentrationMgPerMl { get; }

    /// <summary>True for rates per kg of body weight, which mean nothing without one.</summary>
    public bool NeedsWeight => Unit is RateUnit.MgPerKgPerHour or RateUnit.UgPerKgPerMinute;

    /// <summary>Makes a rate, or says in a sentence why not.</summary>
    public static bool TryOf(
        decimal value,
        RateUnit unit,
        decimal? concentrationMgPerMl,
        [NotNullWhen(true)] out Rate? rate,
        [NotNullWhen(false)] out string? refusal)
    {
        rate = null;
        refusal = (value, unit, concentrationMgPerMl) switch
        {
            ( <= 0, _, _) => "A rate is above 0; record a pause where the infusion is held.",
            (_, RateUnit.MlPerHour, null) => "A rate in mL/h needs concentrationMgPerMl.",
            (_, not RateUnit.MlPerHour, not null) => "concentrationMgPerMl belongs to rates in mL/h only.",
            (_, _, <= 0) => "concentrationMgPerMl is above 0.",
            _ when !Quantity.Fits(value, UpperLimit) => Quantity.Limits("A rate"),
            (_, _, { } c) when !Quantity.Fits(c, UpperLimit) => Quantity.Limits("concentrationMgPerMl"),
            _ => null,
        };
        if (refusal is not null)
        {
            return false;
        }

        rate = new(value, unit, concentrationMgPerMl);
        return true;
    }

    /// <summary>The rate in mg/h, exactly; null where it is per kg and no weight is known.</summary>
    /// <param name="weightKg">Body weight in kg, above 0.</param>
    public Rational? MgPerHour(decimal? weightKg)
    {
        Rational value = Value;
        return Unit switch
        {
            RateUnit.MgPerHour => value,
            RateUnit.MgPerMinute => value * 60,
            RateUnit.MgPerKgPerHour => weightKg is { } kg ? value * kg : null,
            RateUnit.UgPerKgPerMinute => weightKg is { } kg ? value * kg * 60 / 1000 : null,
            RateUnit.MlPerHour => value * ConcentrationMgPerMl!.Value,
            _ => throw new InvalidOperationException($"Unknown rate unit {Unit}."),
        };
    }
}

/// <summary>How many digits an amount may have.</summary>
internal static class Quantity
{
    public static bool Fits(decimal value, decimal upperLimit) =>
        value < upperLimit && decimal.Round(value, 9) == value;

    public static string Limits(string what) => $"{what} has at most 9 digits before and 9 after the point.";
}
