namespace InfusionTracker.Domain.Dosing;

/// <summary>What is critical of an infusion or of one of its events.</summary>
[Flags]
public enum CriticalDose
{
    None = 0,

    /// <summary>A rate.</summary>
    Rate = 1,

    /// <summary>One bolus.</summary>
    Bolus = 2,

    /// <summary>All that was given.</summary>
    CumulativeDose = 4,

    /// <summary>All that was given, by what was planned.</summary>
    PlannedDose = 8,

    /// <summary>How long the infusion ran.</summary>
    Duration = 16,

    /// <summary>A body weight.</summary>
    Weight = 32,
}

/// <summary>Names of what is critical, as callers read them.</summary>
public static class CriticalDoses
{
    private static readonly (CriticalDose What, string Code)[] Table =
    [
        (CriticalDose.Rate, "rate"),
        (CriticalDose.Bolus, "bolus"),
        (CriticalDose.CumulativeDose, "cumulative-dose"),
        (CriticalDose.PlannedDose, "planned-dose"),
        (CriticalDose.Duration, "duration"),
        (CriticalDose.Weight, "weight"),
    ];

    /// <summary>The names of all that is critical, in a fixed order; empty for nothing.</summary>
    public static IReadOnlyList<string> Codes(this CriticalDose critical) =>
        [.. Table.Where(row => critical.HasFlag(row.What)).Select(row => row.Code)];

    /// <summary>What these names mean; a name that is none means nothing.</summary>
    public static CriticalDose Parse(IEnumerable<string> codes) =>
        codes.Aggregate(CriticalDose.None, (all, code) => all | Array.Find(Table, row => row.Code == code).What);
}
