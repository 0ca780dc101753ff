using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class ObservationCatalogueTests
{
    private static IEnumerable<ObservationCode> Values => ObservationCatalogue.All.Where(o => !o.IsPanel);

    [Fact]
    public void Every_unit_that_a_code_is_accepted_in_converts_to_its_own() => Assert.All(
        Values,
        o =>
        {
            Assert.Equal(o.Unit, o.AcceptedUnits[0]);
            Assert.All(o.AcceptedUnits, u => Assert.NotNull(Ucum.Convert(1, u, o.Unit!)));
            Assert.NotNull(o.Plausible);
        });

    [Fact]
    public void No_unit_of_the_table_is_idle() =>
        Assert.Equal(Ucum.All.Order(), Values.SelectMany(o => o.AcceptedUnits).Distinct().Order());

    [Fact]
    public void Critical_values_are_plausible_or_they_would_never_be_announced() => Assert.All(
        Values.Where(o => o.Critical is not null),
        o =>
        {
            Assert.True(o.Critical!.Low is not { } low || o.Plausible!.Contains(low));
            Assert.True(o.Critical.High is not { } high || o.Plausible!.Contains(high));
        });

    [Fact]
    public void Every_range_says_where_it_is_from() => Assert.All(
        ObservationCatalogue.All,
        o =>
        {
            Assert.NotEmpty(o.Origin.Source);
            Assert.Equal(o.Plausible is null, o.PlausibleOrigin is null);
            Assert.Equal(o.Critical is null, o.CriticalOrigin is null);
        });

    [Fact]
    public void What_is_no_published_limit_is_not_passed_off_as_one()
    {
        Assert.All(Values.Where(o => o.Category == ObservationCategory.VitalSigns), o => Assert.False(o.PlausibleOrigin!.Verified));
        Assert.Equal(
            ["80288-4", "moaa-s"],
            Values.Where(o => o.CriticalOrigin is { Verified: false }).Select(o => o.Code).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["38208-5", "cadss-6-total", "dissociation", "orientation"],
            ObservationCatalogue.All.Where(o => !o.Origin.Verified).Select(o => o.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_loinc_has_no_code_for_is_under_a_system_of_its_own() => Assert.All(
        ObservationCatalogue.All,
        o => Assert.Equal(char.IsAsciiDigit(o.Code[0]) ? "http://loinc.org" : "urn:infusion-tracker:observation", o.System));

    [Fact]
    public void Levels_of_a_scale_are_whole_numbers_in_a_row() => Assert.All(
        Values.Where(o => o.IsScale),
        o =>
        {
            Assert.Equal(Enumerable.Range(o.Levels[0].Value, o.Levels.Count), o.Levels.Select(l => l.Value));
            Assert.Equal(new PlausibleRange(o.Levels[0].Value, o.Levels[^1].Value), o.Plausible);
            Assert.True(o.WholeNumber);
        });

    [Theory]
    [InlineData("80288-4", 0, 4)]
    [InlineData("105043-4", 1, 6)]
    [InlineData("moaa-s", 0, 5)]
    [InlineData("rass", -5, 4)]
    [InlineData("orientation", 0, 4)]
    [InlineData("nausea", 0, 3)]
    public void A_scale_runs_from_its_first_level_to_its_last(string code, int first, int last)
    {
        var levels = ObservationCatalogue.Find(code)!.Levels;
        Assert.Equal((first, last), (levels[0].Value, levels[^1].Value));
    }

    [Fact]
    public void Ramsay_levels_have_the_answer_codes_of_loinc() => Assert.Equal(
        ["LA34208-1", "LA34209-9", "LA34210-7", "LA34211-5", "LA34212-3", "LA34213-1"],
        ObservationCatalogue.Find("105043-4")!.Levels.Select(l => l.Coding!.Code));

    [Fact]
    public void Components_of_a_panel_are_codes_of_the_catalogue() => Assert.All(
        ObservationCatalogue.All.Where(o => o.IsPanel),
        o => Assert.All(o.Components, c => Assert.False(ObservationCatalogue.Find(c)!.IsPanel)));

    [Theory]
    [InlineData("59408-5", "2708-6")]
    [InlineData("422587007", "nausea")]
    [InlineData("25064002", "headache")]
    public void A_second_coding_finds_the_same_observation(string other, string code) =>
        Assert.Same(ObservationCatalogue.Find(code), ObservationCatalogue.Find(other));
}
