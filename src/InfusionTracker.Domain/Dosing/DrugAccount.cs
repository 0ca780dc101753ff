namespace InfusionTracker.Domain.Dosing;

/// <summary>
/// One container of a controlled drug that was drawn up (a vial, bag or syringe), and what of it was not given. What was
/// wasted is witnessed by a second person: a policy that clinics keep, for which no regulation was verified.
/// </summary>
public sealed record DrawnContainer
{
    private const decimal UpperLimit = 1_000_000_000m;

    /// <summary>mg drawn up, above 0.</summary>
    public required decimal DrawnMg { get; init; }

    /// <summary>mg wasted, 0 or more.</summary>
    public required decimal WastedMg { get; init; }

    /// <summary>mg returned to stock, 0 or more; with what was wasted no more than was drawn.</summary>
    public required decimal ReturnedMg { get; init; }

    /// <summary>Who wasted or returned it.</summary>
    public required string Performer { get; init; }

    /// <summary>Who saw it wasted: another person, however the name is written; needed where something was wasted.</summary>
    public required string? Witness { get; init; }

    /// <summary>A sentence on what is wrong with <see cref="DrawnMg"/>; null where nothing is.</summary>
    public string? DrawnFault => DrawnMg <= 0 ? "What was drawn up is above 0 mg." : Digits(DrawnMg, "drawnMg");

    /// <summary>The same of <see cref="WastedMg"/>, by itself and with what was returned.</summary>
    public string? WastedFault => WastedMg < 0 ? "What was wasted is 0 mg or more."
        : Digits(WastedMg, "wastedMg") is { } digits ? digits
        : WastedMg > DrawnMg || (ReturnedFault is null && WastedMg + ReturnedMg > DrawnMg) ? "What was wasted and returned is no more than was drawn up."
        : null;

    /// <summary>The same of <see cref="ReturnedMg"/>, by itself.</summary>
    public string? ReturnedFault => ReturnedMg < 0 ? "What was returned is 0 mg or more." : Digits(ReturnedMg, "returnedMg");

    /// <summary>The same of <see cref="Witness"/>.</summary>
    public string? WitnessFault => Witness is null
        ? WastedMg > 0 ? "What is wasted is witnessed: name the witness." : null
        : string.Equals(VisibleText.Of(Witness), VisibleText.Of(Performer), StringComparison.OrdinalIgnoreCase) ? "The witness is another person than the performer." : null;

    private static string? Digits(decimal mg, string member) => Quantity.Fits(mg, UpperLimit) ? null : Quantity.Limits(member);
}

/// <summary>
/// What became of the drug that was drawn up for a session: drawn = given + wasted + returned. Wastage that is left after
/// administration stays in the registrant's custody and is recorded (21 CFR 1304.22(c), as a letter of the DEA reads it with
/// 79 FR 53521; no Form 41).
/// </summary>
/// <param name="DrawnMg">mg drawn up; null where no container is recorded, as are the others then.</param>
/// <param name="WastedMg">mg wasted.</param>
/// <param name="ReturnedMg">mg returned to stock.</param>
/// <param name="UnaccountedMg">
/// drawn − given − wasted − returned, exactly: above 0 what is missing, below 0 what was given beyond what was drawn; null
/// where what was given is not known to the end.
/// </param>
public sealed record DrugAccount(decimal? DrawnMg, decimal? WastedMg, decimal? ReturnedMg, decimal? UnaccountedMg)
{
    /// <summary>The account of a session's containers, all together.</summary>
    /// <param name="containers">Its live containers, in any order.</param>
    /// <param name="givenMg">mg given by the end of the infusion; null while it runs and where the dose is unknown.</param>
    public static DrugAccount Of(IReadOnlyCollection<DrawnContainer> containers, Rational? givenMg)
    {
        if (containers.Count == 0)
        {
            return new(null, null, null, null);
        }

        var (drawn, wasted, returned) = (containers.Sum(c => c.DrawnMg), containers.Sum(c => c.WastedMg), containers.Sum(c => c.ReturnedMg));
        return new(drawn, wasted, returned, givenMg is { } given ? (drawn - given - wasted - returned).ToDecimal() : null);
    }
}
