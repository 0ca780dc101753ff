using InfusionTracker.Domain.Observations;
using Xunit;

namespace InfusionTracker.Domain.Tests.Observations;

public class ObservationCatalogueTests
{
    [Fact]
    public void Every_unit_that_a_code_is_accepted_in_converts_to_its_own() => Assert.All(
        ObservationCatalogue.All.Where(o => !o.IsPanel),
        o =>
        {
            Assert.Equal(o.Unit, o.AcceptedUnits[0]);
            Assert.All(o.AcceptedUnits, u => Assert.NotNull(Ucum.Convert(1, u, o.Unit!)));
            Assert.NotNull(o.Plausible);
        });

    [Fact]
    public void Critical_values_are_plausible_or_they_would_never_be_announced() => Assert.All(
        ObservationCatalogue.All.Where(o => o.Critical is not null),
        o =>
        {
            Assert.True(o.Critical!.Low is not { } low || o.Plausible!.Contains(low));
            Assert.True(o.Critical.High is not { } high || o.Plausible!.Contains(high));
        });

    [Fact]
    public void Components_of_a_panel_are_codes_of_the_catalogue() => Assert.All(
        ObservationCatalogue.All.Where(o => o.IsPanel),
        o => Assert.All(o.Components, c => Assert.False(ObservationCatalogue.Find(c)!.IsPanel)));

    [Fact]
    public void A_second_coding_finds_the_same_observation() =>
        Assert.Same(ObservationCatalogue.Find("2708-6"), ObservationCatalogue.Find("59408-5"));
}
