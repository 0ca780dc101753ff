namespace InfusionTracker.Domain.Dosing;

/// <summary>From where on an amount is critical, and from where on nobody believes it.</summary>
/// <param name="Critical">What is above is critical; null where nothing is.</param>
/// <param name="Plausible">What is above is implausible; null where nothing is. Not below <paramref name="Critical"/>.</param>
public sealed record DoseLimit(decimal? Critical = null, decimal? Plausible = null)
{
    /// <summary>No limit at all.</summary>
    public static readonly DoseLimit None = new();

    /// <summary>This limit where it says something, and the other where it does not.</summary>
    public DoseLimit Over(DoseLimit other) => new(Critical ?? other.Critical, Plausible ?? other.Plausible);
}

/// <summary>The limits of a dose; null for what has none, or, of a clinic's, where the service's holds.</summary>
/// <param name="RateMgPerKgPerHour">Of a rate, mg per kg and hour.</param>
/// <param name="BolusMgPerKg">Of one bolus, mg per kg.</param>
/// <param name="CumulativeMgPerKg">Of all that was given in a session, mg per kg.</param>
/// <param name="CumulativeMg">Of all that was given in a session, mg.</param>
/// <param name="DurationMinutes">Of the time that the infusion ran, pauses left out, minutes.</param>
public sealed record DoseLimits(
    DoseLimit? RateMgPerKgPerHour = null,
    DoseLimit? BolusMgPerKg = null,
    DoseLimit? CumulativeMgPerKg = null,
    DoseLimit? CumulativeMg = null,
    DoseLimit? DurationMinutes = null)
{
    /// <summary>A dose above this part of the planned one is critical.</summary>
    public static readonly Rational MostOfThePlan = new(3, 2);

    /// <summary>What a patient without a weight is taken to weigh, kg, for what is critical; nothing is refused by it.</summary>
    public const decimal AssumedWeightKg = 70;

    private static readonly DoseLimits Intravenous = new(new(2, 10), new(1, 4.5m), new(1.5m, 4.5m), null, new(4 * 60, 24 * 60));

    private static readonly DoseLimits Injected = new(BolusMgPerKg: new(null, 13), CumulativeMgPerKg: new(2, null));

    private static readonly DoseLimits KetamineByMucosa = new(CumulativeMgPerKg: new(4, 20));

    private static readonly DoseLimits EsketamineByMucosa = new(CumulativeMg: new(84, 168));

    /// <summary>The service's limits of every medication that is not known here.</summary>
    public static readonly DoseLimits OfAnythingElse = new(CumulativeMgPerKg: new(null, 20));

    /// <summary>The medications and routes that the service has limits of their own for.</summary>
    public static IReadOnlyList<(string Medication, string Route)> Named { get; } =
    [
        .. from medication in new[] { "esketamine", "ketamine" }
           from route in new[] { "intramuscular", "intranasal", "intravenous", "oral", "subcutaneous", "sublingual" }
           select (medication, route),
    ];

    /// <summary>
    /// The service's limits. They are engineering defaults, from memory and unverified, not clinical ones: what a slip of the hand is in
    /// psychiatric use, where the label's anaesthetic doses (intravenous 1 to 4.5 mg/kg, intramuscular 6.5 to 13 mg/kg) are the most.
    /// </summary>
    /// <param name="medication">Code of the medication; any other one where it is not known here.</param>
    /// <param name="route">Route of administration.</param>
    public static DoseLimits Of(string medication, string route) => (medication, route) switch
    {
        ("ketamine" or "esketamine", "intravenous") => Intravenous,
        ("ketamine" or "esketamine", "intramuscular" or "subcutaneous") => Injected,
        ("ketamine", "intranasal" or "sublingual" or "oral") => KetamineByMucosa,
        ("esketamine", "intranasal" or "sublingual" or "oral") => EsketamineByMucosa,
        _ => OfAnythingElse,
    };

    /// <summary>These limits where they say something, and the others where they do not.</summary>
    public DoseLimits Over(DoseLimits others) => new(
        Over(RateMgPerKgPerHour, others.RateMgPerKgPerHour),
        Over(BolusMgPerKg, others.BolusMgPerKg),
        Over(CumulativeMgPerKg, others.CumulativeMgPerKg),
        Over(CumulativeMg, others.CumulativeMg),
        Over(DurationMinutes, others.DurationMinutes));

    private static DoseLimit? Over(DoseLimit? limit, DoseLimit? other) => limit?.Over(other ?? DoseLimit.None) ?? other;
}
