using System.Text.Json;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using NodaTime;

namespace InfusionTracker.Api.Cohorts;

/// <summary>
/// What may be asked by whom. Two answers that differ in a few patients tell of these by their difference. So callers without
/// <c>analytics:small-cells</c> and <c>records:read</c> choose instrument, event, groups and filters, these at whole days and at the
/// limits of the clinic's bands. Whatever else decides who or what counts is as the clinic has set it.
/// </summary>
internal static class CohortQuestion
{
    /// <summary>What everybody may choose, the filters apart.</summary>
    private static readonly string[] Open = ["instrument", "event", "groupBy", "interval"];

    private static readonly HashSet<string> Allowed = new(
        Open.Concat(typeof(CohortFilter).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))));

    /// <summary>Passes a question that these callers may ask.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="filter">The filters among it.</param>
    /// <param name="bands">The clinic's bands.</param>
    /// <param name="zone">The clinic's calendar.</param>
    /// <exception cref="ProblemException">403 with the parameter and the scope that is missing.</exception>
    public static void Check(IQueryCollection query, CohortFilter filter, CohortBands bands, DateTimeZone zone)
    {
        foreach (var name in query.Keys.Where(name => !Allowed.Contains(name)))
        {
            throw Refused(name, "Leave this out: it is as the clinic has set it.");
        }

        (string Name, bool Accepted, string Detail)[] checks =
        [
            ("from", IsWhole(filter.From), "Give the beginning of a day on the clinic's calendar."),
            ("to", IsWhole(filter.To), "Give the beginning of a day on the clinic's calendar."),
            ("doseFrom", IsLimit(filter.DoseFrom, bands.Doses), "Give 0 or a dose at which one of the clinic's bands begins."),
            ("doseTo", IsLimit(filter.DoseTo, bands.Doses), "Give a dose at which one of the clinic's bands begins."),
            ("ageFrom", IsLimit(filter.AgeFrom, Ages()), "Give 0 or an age at which one of the clinic's bands begins."),
            ("ageTo", IsLimit(filter.AgeTo, Ages()), "Give an age at which one of the clinic's bands begins."),
        ];
        foreach (var (name, _, detail) in checks.Where(check => !check.Accepted))
        {
            throw Refused(name, detail);
        }

        bool IsWhole(TimeParameter? time) =>
            time is not { Value: var given } || zone.AtStartOfDay(given.InZone(zone).Date).ToInstant() == given;

        static bool IsLimit(decimal? value, IEnumerable<decimal> limits) => value is not { } given || given == 0 || limits.Contains(given);

        IEnumerable<decimal> Ages() => bands.Ages.Select(age => (decimal)age);
    }

    private static ProblemException Refused(string parameter, string detail) => new(new Problem(
        403,
        "forbidden",
        $"The client lacks the scope {Scopes.AnalyticsSmallCells}, without which this cannot be asked: answers that differ in little would tell of "
        + "few patients.",
        new ProblemError(null, parameter, detail)));
}
