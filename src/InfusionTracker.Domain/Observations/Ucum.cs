namespace InfusionTracker.Domain.Observations;

/// <summary>
/// The UCUM units that observations are accepted in, and exact conversion between them. Factors are UCUM's own
/// definitions, held as fractions, so that nothing is rounded on the way.
/// </summary>
/// <remarks>
/// A result is exact wherever 28 significant digits can hold it (pounds to kilograms, inches to centimetres, mm[Hg] to
/// kPa). One that has no end, as most of [degF] to Cel (a division by 9) and kPa to mm[Hg], is rounded once, at the end, to
/// 28 significant digits, half to even: 98.7 [degF] are 37.05555555555555555555555556 Cel. What was given is kept beside it.
/// </remarks>
public static class Ucum
{
    /// <summary>Value in the base unit of its quantity = (value - Offset) × Factor.</summary>
    private sealed record Unit(string Quantity, Rational Factor, decimal Offset = 0);

    private static readonly Dictionary<string, Unit> Units = new(StringComparer.Ordinal)
    {
        ["kg"] = new("mass", 1),
        ["g"] = new("mass", 0.001m),
        ["[oz_av]"] = new("mass", 0.028349523125m),
        ["[lb_av]"] = new("mass", 0.45359237m),
        ["[stone_av]"] = new("mass", 6.35029318m),
        ["m"] = new("length", 1),
        ["cm"] = new("length", 0.01m),
        ["mm"] = new("length", 0.001m),
        ["[in_i]"] = new("length", 0.0254m),
        ["[ft_i]"] = new("length", 0.3048m),
        ["kPa"] = new("pressure", 1),
        ["mbar"] = new("pressure", 0.1m),
        ["mm[Hg]"] = new("pressure", 0.133322m),
        ["cm[H2O]"] = new("pressure", 0.0980665m),
        ["Cel"] = new("temperature", 1),
        ["[degF]"] = new("temperature", new Rational(5, 9), 32),
        ["K"] = new("temperature", 1, 273.15m),
        ["/s"] = new("frequency", 60),
        ["Hz"] = new("frequency", 60),
        ["/min"] = new("frequency", 1),
        ["1/min"] = new("frequency", 1),
        ["{beats}/min"] = new("frequency", 1),
        ["{breaths}/min"] = new("frequency", 1),
        ["/h"] = new("frequency", new Rational(1, 60)),

        // UCUM reads an annotation as the number 1, of which a per cent is a hundredth.
        ["1"] = new("number", 1),
        ["{score}"] = new("number", 1),
        ["%"] = new("number", 0.01m),
    };

    /// <summary>Values beyond this are no measurement.</summary>
    private const decimal Largest = 1_000_000_000_000m;

    /// <summary>All units of the table.</summary>
    public static IReadOnlyCollection<string> All => Units.Keys;

    /// <summary>The value in another unit; digits are kept as given where nothing has to be computed.</summary>
    /// <param name="value">At most a million million either way.</param>
    /// <param name="from">UCUM code of the unit that the value is in, case-sensitive.</param>
    /// <param name="to">UCUM code of the unit wanted.</param>
    /// <returns>Null where a unit is not in the table, the two measure different things, or the value is too large.</returns>
    public static decimal? Convert(decimal value, string from, string to)
    {
        if (!Units.TryGetValue(from, out var source) || !Units.TryGetValue(to, out var target)
            || source.Quantity != target.Quantity || decimal.Abs(value) > Largest)
        {
            return null;
        }

        return source == target
            ? value
            : (((Rational)value - source.Offset) * source.Factor / target.Factor + target.Offset).ToDecimal();
    }
}
