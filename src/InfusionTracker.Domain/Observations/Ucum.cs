namespace InfusionTracker.Domain.Observations;

/// <summary>
/// The UCUM units that observations are accepted in, and exact conversion between them. Factors are UCUM's own
/// definitions, held as fractions of whole decimals, so that at most one division is made, and last.
/// </summary>
/// <remarks>
/// A result is exact wherever 28 digits can hold it (pounds to kilograms, inches to centimetres, mm[Hg] to kPa). Where the
/// last step is a division without a finite end (most of [degF] to Cel, a division by 9; kPa to mm[Hg]), it is rounded
/// to 28 significant digits by <see cref="decimal"/>, half to even, and nowhere else.
/// </remarks>
public static class Ucum
{
    /// <summary>Value in the base unit of its quantity = (value - Offset) × Numerator ÷ Denominator.</summary>
    private sealed record Unit(string Quantity, decimal Numerator = 1, decimal Denominator = 1, decimal Offset = 0);

    private static readonly Dictionary<string, Unit> Units = new(StringComparer.Ordinal)
    {
        ["kg"] = new("mass"),
        ["g"] = new("mass", 1, 1000),
        ["[lb_av]"] = new("mass", 0.45359237m),
        ["[oz_av]"] = new("mass", 0.028349523125m),
        ["cm"] = new("length"),
        ["m"] = new("length", 100),
        ["mm"] = new("length", 1, 10),
        ["[in_i]"] = new("length", 2.54m),
        ["[ft_i]"] = new("length", 30.48m),
        ["kPa"] = new("pressure"),
        ["mm[Hg]"] = new("pressure", 0.133322m),
        ["Cel"] = new("temperature"),
        ["[degF]"] = new("temperature", 5, 9, 32),
        ["K"] = new("temperature", Offset: 273.15m),
        ["/min"] = new("frequency"),
        ["{beats}/min"] = new("frequency"),
        ["{breaths}/min"] = new("frequency"),
        ["%"] = new("fraction"),
        ["{score}"] = new("score"),
        ["1"] = new("score"),
    };

    /// <summary>Values beyond this are no measurement, and products of them would not fit.</summary>
    private const decimal Largest = 1_000_000_000_000m;

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

        if (source == target)
        {
            return value;
        }

        var product = (value - source.Offset) * (source.Numerator * target.Denominator);
        var divisor = source.Denominator * target.Numerator;
        var scaled = divisor == 1 ? product : product / divisor;
        return target.Offset == 0 ? scaled : scaled + target.Offset;
    }
}
