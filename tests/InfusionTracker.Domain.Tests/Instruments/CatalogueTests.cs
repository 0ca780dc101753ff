using System.Reflection;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using Xunit;

namespace InfusionTracker.Domain.Tests.Instruments;

/// <summary>What holds of every instrument.</summary>
public class CatalogueTests
{
    [Fact]
    public void Every_instrument_that_is_defined_is_in_the_catalogue_once()
    {
        var defined = from type in typeof(Instrument).Assembly.GetTypes()
                      let field = type.GetField("Definition", BindingFlags.Static | BindingFlags.Public)
                      where field?.FieldType == typeof(Instrument)
                      select ((Instrument)field.GetValue(null)!).Code;
        Assert.Equal(defined.Order(StringComparer.Ordinal), InstrumentCatalogue.All.Select(i => i.Code));
    }

    [Fact]
    public void A_code_is_found_as_written_and_only_so()
    {
        Assert.All(InstrumentCatalogue.All, i => Assert.Same(i, InstrumentCatalogue.Find(i.Code)));
        Assert.Null(InstrumentCatalogue.Find("gad7"));
        Assert.Null(InstrumentCatalogue.Find("GAD-7"));
    }

    [Fact]
    public void Lowest_and_highest_total_are_what_the_lowest_and_highest_answers_add_up_to() => Assert.All(
        InstrumentCatalogue.All.Where(i => i.HasTotal),
        i =>
        {
            var ranges = Enumerable.Range(1, i.AnswerCount).Select(n => i.RangeOf(n)).ToList();
            var lowest = ranges.Select((r, n) => (int?)(i.ReverseItems.Contains(n + 1) ? r.Max : r.Min)).ToList();
            var highest = ranges.Select((r, n) => (int?)(i.ReverseItems.Contains(n + 1) ? r.Min : r.Max)).ToList();
            Assert.Equal(i.TotalMin, Assert.IsType<ScoreOutcome.Scored>(i.Score(lowest)).Total);
            Assert.Equal(i.TotalMax, Assert.IsType<ScoreOutcome.Scored>(i.Score(highest)).Total);
        });

    [Fact]
    public void Bands_cover_every_total_without_gap_or_overlap() => Assert.All(
        InstrumentCatalogue.All.SelectMany(i => i.BandSets, (i, set) => (i, set)),
        p =>
        {
            Assert.Equal(p.i.TotalMin, p.set.Bands[0].Min);
            Assert.Equal(p.i.TotalMax, p.set.Bands[^1].Max);
            Assert.All(p.set.Bands.Zip(p.set.Bands.Skip(1)), b => Assert.Equal(b.First.Max + 1, b.Second.Min));
        });

    [Fact]
    public void Rules_are_named_after_their_instrument_and_no_two_alike() => Assert.All(
        InstrumentCatalogue.All,
        i =>
        {
            var rules = new[] { i.Response, i.Remission, i.MeaningfulChange }.OfType<Rule>()
                .Concat(i.AlternativeRules).Concat(i.Cutoffs).ToList();
            Assert.All(rules, r => Assert.StartsWith(i.Code + "-", r.Id));
            Assert.All(rules, r => Assert.True(r.Source is not null || !r.Verified, $"{r.Id} is verified by nothing"));
            Assert.Distinct(rules.Select(r => r.Id));
        });

    [Fact]
    public void Recall_by_version_names_versions_that_exist() => Assert.All(
        InstrumentCatalogue.All,
        i =>
        {
            Assert.Subset(i.Versions.Select(v => v.Name).ToHashSet(), i.RecallDaysByVersion.Keys.ToHashSet());
            Assert.True(i.StandardVersion is null || i.Versions.Any(v => v.Name == i.StandardVersion));
            Assert.Equal(i.RecallDays, i.RecallDaysOf(i.StandardVersion));
        });

    [Fact]
    public void What_is_said_to_be_from_memory_is_a_fact_of_the_instrument() => Assert.All(
        InstrumentCatalogue.All.SelectMany(i => i.UnverifiedFields),
        f => Assert.NotNull(typeof(Instrument).GetProperty(
            f.Split('.')[0], BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)));

    [Fact]
    public void Every_instrument_says_who_rates_what_it_asks_about_its_terms_and_its_sources() => Assert.All(
        InstrumentCatalogue.All,
        i =>
        {
            Assert.NotEmpty(i.Sources);
            Assert.NotNull(i.RecallText);
            Assert.True(i.ItemCount > 0);
            Assert.True(i.Licence.Note is not null || i.Licence.Status == LicenceStatus.PublishedScale);
            Assert.True(i.Loinc.Panel is not null || i.Loinc.Total is not null || i.Loinc.Note is not null);
        });

    [Fact]
    public void Only_the_pswq_turns_items_round() =>
        Assert.Equal(["PSWQ"], InstrumentCatalogue.All.Where(i => i.ReverseItems.Count > 0).Select(i => i.Code));

    [Fact]
    public void A_shorter_recall_is_allowed_only_where_trials_rated_so() => Assert.Equal(
        ["CGIS", "HAMA", "HAMD17", "IESR", "LSAS", "MADRS"],
        InstrumentCatalogue.All.Where(i => i.ShorterRecallAllowed).Select(i => i.Code));

    [Fact]
    public void A_missing_answer_never_leaves_a_total() => Assert.All(
        InstrumentCatalogue.All.Where(i => i.AnswerCount > 1),
        i =>
        {
            var answers = Enumerable.Range(1, i.AnswerCount).Select(n => (int?)i.RangeOf(n).Max).ToArray();
            foreach (var n in Enumerable.Range(0, i.AnswerCount).Where(n => !i.EitherOf.Any(g => g.Contains(n + 1))))
            {
                var scored = Assert.IsType<ScoreOutcome.Scored>(i.Score([.. answers[..n], null, .. answers[(n + 1)..]]));
                Assert.Null(scored.Total);
                Assert.Null(scored.Profile);
                Assert.False(scored.Complete);
            }
        });

    [Fact]
    public void Subscales_name_answers_that_exist() => Assert.All(
        InstrumentCatalogue.All,
        i =>
        {
            Assert.All(i.Subscales.SelectMany(s => s.Answers), a => Assert.InRange(a, 1, i.AnswerCount));
            Assert.All(i.Subscales, s => Assert.Distinct(s.Answers));
            Assert.Distinct(i.Subscales.Select(s => s.Code));
        });
}
