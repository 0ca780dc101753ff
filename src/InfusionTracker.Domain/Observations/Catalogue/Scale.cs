namespace InfusionTracker.Domain.Observations.Catalogue;

/// <summary>Scales: a value is a whole number of points, or one of named levels.</summary>
internal static class Scale
{
    private static readonly string[] Points = ["{score}", "1"];

    /// <summary>A scale whose every level has a name.</summary>
    public static ObservationCode OfLevels(string code, string display, ObservationCategory category, Origin origin, IReadOnlyList<ScaleLevel> levels) => new()
    {
        Code = code,
        Display = display,
        Category = category,
        Origin = origin,
        Unit = Points[0],
        AcceptedUnits = Points,
        Levels = levels,
    };

    /// <summary>A scale of points from the lowest to the highest, both included.</summary>
    public static ObservationCode OfPoints(string code, string display, ObservationCategory category, Origin origin, int lowest, int highest) => new()
    {
        Code = code,
        Display = display,
        Category = category,
        Origin = origin,
        Unit = Points[0],
        AcceptedUnits = Points,
        WholeNumber = true,
        Plausible = new(lowest, highest),
        PlausibleOrigin = origin,
    };
}
