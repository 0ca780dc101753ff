using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Patients;

/// <summary>
/// The charts that a list is asked for. One that was merged stands for the chart that holds its records: the .sql finds those by
/// <c>chart_of</c>, and the answer names that chart where one alone was asked for.
/// </summary>
/// <param name="patients">The ids that were given; null where none was.</param>
internal readonly struct ChartFilter(Guid[]? patients)
{
    private static readonly SqlFile Sql = SqlFile.Beside();

    private bool IsOne => patients?.Distinct().Count() == 1;

    /// <summary>The flag of the .sql, whose <c>@patient</c> are the charts.</summary>
    public IEnumerable<string> Flags => patients is { Length: > 0 } ? ["patient"] : [];

    /// <summary>What is asked after the page, of the same state of the records.</summary>
    public IReadOnlyList<SqlStatement> Statements => IsOne ? Sql.Statements() : [];

    /// <summary>The chart that the one asked for was merged into; null where it was not, or several were asked for.</summary>
    public Task<Guid?> MergedInto(Rows rows) => IsOne ? rows.Scalar<Guid?>() : Task.FromResult((Guid?)null);
}
