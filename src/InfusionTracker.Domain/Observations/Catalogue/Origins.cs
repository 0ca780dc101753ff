namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>Origins that several subjects share.</summary>
internal static class Origins
{
    /// <summary>Wide enough for every living patient that anyone thought of, and narrow enough for a slipped digit.</summary>
    public static readonly Origin Engineering = new("An engineering default, not a clinical limit", Verified: false);

}
