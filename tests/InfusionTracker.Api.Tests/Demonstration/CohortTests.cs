using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfusionTracker.Api.Demonstration;
using InfusionTracker.Api.Tests.Platform;
using NodaTime;

namespace InfusionTracker.Api.Tests.Demonstration;

/// <summary>The invented cohort, before anything is sent.</summary>
public sealed partial class CohortTests
{
    private static readonly Instant Reference = RunningService.Now;
    private static readonly CohortDesign Design = CohortDesign.Load();
    private static readonly IReadOnlyList<PatientStory> Whole = [.. Cohort.Of(Reference).Stories()];

    [Fact]
    public void The_same_seed_and_reference_give_the_same_requests()
    {
        var small = Design with { Clinics = [.. Design.Clinics.Select(c => c with { Patients = 5 })] };
        var first = Text(new Cohort(small, 1, Reference).Stories());
        Assert.Equal(first, Text(new Cohort(small, 1, Reference).Stories()));
        Assert.NotEqual(first, Text(new Cohort(small, 2, Reference).Stories()));
    }

    [Fact]
    public void A_patient_is_the_same_in_a_smaller_cohort()
    {
        var small = Design with { Clinics = [.. Design.Clinics.Select(c => c with { Patients = 3 })] };
        Assert.Equal(Text(Whole.Take(6)), Text(new Cohort(small, Design.Seed, Reference).Stories()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Those_who_are_filled_in_first_came_to_a_session_and_the_example_is_the_first_of_them(int daysLater)
    {
        var cohort = Cohort.Of(Reference + Duration.FromDays(daysLater));
        var (first, others) = cohort.InOrder(12);
        Assert.Equal(12, first.Count);
        Assert.True(first[0].IsExample);
        Assert.All(first, story => Assert.NotNull(story.FirstSessionId));
        Assert.Equal(cohort.Stories().Select(s => s.PatientId).Order(), first.Concat(others).Select(s => s.PatientId).Order());
    }

    [Fact]
    public void The_draws_are_those_of_the_published_algorithm()
    {
        // The first numbers of SplitMix64 from the seed 1234567, as its authors' C code gives them.
        var draws = new Draws(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], new[] { draws.Next(), draws.Next(), draws.Next() });
    }

    [Fact]
    public void Patients_of_seeds_that_are_near_have_nothing_in_common()
    {
        var ids = Enumerable.Range(0, 8).SelectMany(seed => Enumerable.Range(0, 64).Select(subject => Draws.Of((ulong)seed, 0, subject).Id())).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void There_are_300_patients_in_two_clinics_with_about_1000_sessions()
    {
        Assert.Equal(300, Whole.Count);
        Assert.Equal([180, 120], [.. Whole.GroupBy(s => s.Clinic).OrderBy(g => g.Key).Select(g => g.Count())]);
        Assert.InRange(Whole.Sum(s => s.Requests.Count(r => r.Record == CohortRecord.Session)), 900, 1100);
        Assert.All(Design.Protocols, p => Assert.InRange(Whole.Count(s => s.Protocol.Code == p.Code), 40, 200));
        Assert.All(Design.Indications, i => Assert.InRange(Whole.Count(s => s.Indication.Code == i.Code), 15, 150));
    }

    [Fact]
    public void Some_are_lost_and_some_visits_are_missed()
    {
        var early = Whole.Count(s => RatedBetween(s, Duration.FromMinutes(30), Duration.FromHours(1)));
        var late = Whole.Count(s => RatedBetween(s, Duration.FromDays(12), Duration.FromDays(16)));
        Assert.InRange(early, 250, 299);
        Assert.InRange(late, 180, early - 15);
    }

    [Fact]
    public void Errors_are_made_and_mended()
    {
        string[] expected =
        [
            "observations/corrections", "observations/retraction", "scores/corrections", "scores/retraction",
            "infusion-events/corrections", "sessions/retraction", "sessions/",
        ];
        Assert.Equal(expected.Order(), Whole.SelectMany(s => s.Requests).Where(r => r.Record == CohortRecord.Amendment)
            .Select(r => Kind().Replace(r.Path, "$1/$2")).Distinct().Order());
    }

    [Fact]
    public void Readings_are_typed_in_late_here_and_there()
    {
        var late = Whole.Count(s => s.Requests.Count(r => r.Record == CohortRecord.Observation)
            > s.Requests.Count(r => r.Record == CohortRecord.InfusionEvent && (string)r.Body["type"]! == "start"));
        Assert.InRange(late, 20, 150);
    }

    [Fact]
    public void Nothing_happens_after_the_reference_time_but_what_is_planned()
    {
        var latest = Times().Matches(Text(Whole)).Max(m => DateTimeOffset.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.True(Instant.FromDateTimeOffset(latest) <= Reference, $"{latest:O}");
        Assert.Contains(Whole.SelectMany(s => s.Requests), r => r.Record == CohortRecord.Session
            && Instant.FromDateTimeOffset(DateTimeOffset.Parse((string)r.Body["scheduledAt"]!, CultureInfo.InvariantCulture)) > Reference);
    }

    [Fact]
    public void Every_record_has_an_id_of_its_own()
    {
        var ids = Whole.SelectMany(s => s.Requests).Where(r => r.Record != CohortRecord.Amendment)
            .SelectMany(r => r.Body is JsonArray batch ? batch : [r.Body]).Select(b => (Guid)b!["id"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.DoesNotContain(Guid.Empty, ids);
    }

    [Fact]
    public void A_story_ends_with_the_score_that_shows_it_is_complete() =>
        Assert.All(Whole, s => Assert.Equal(s.ClosingScoreId, (Guid)s.Requests[^1].Body["id"]!));

    [Fact]
    public void No_patient_has_a_name_or_a_number_that_could_be_a_persons()
    {
        var patients = Whole.Select(s => s.Requests.Single(r => r.Record == CohortRecord.Patient).Body.AsObject()).ToList();
        Assert.All(patients, p => Assert.Equal(["id", "identifiers", "birthDate", "sex"], p.Select(m => m.Key)));
        Assert.All(patients, p => Assert.Equal("urn:example:invented", (string)p["identifiers"]![0]!["system"]!));
        Assert.All(patients, p => Assert.Matches("^[NS]-[0-9]{4}$", (string)p["identifiers"]![0]!["value"]!));
        Assert.All(Whole.SelectMany(s => s.Requests).SelectMany(r => Performers().Matches(r.Body.ToJsonString())), m => Assert.Matches("^(rn|md)-[0-9]{1,2}$", m.Groups[1].Value));
    }

    /// <summary>True where the indication's instrument was rated so long after the first start.</summary>
    private static bool RatedBetween(PatientStory story, Duration from, Duration to)
    {
        var start = story.Requests.FirstOrDefault(r => r.Record == CohortRecord.InfusionEvent)?.Body["occurredAt"];
        return start is not null && story.Requests.Any(r => r.Record == CohortRecord.Score
            && (string)r.Body["instrument"]! == story.Indication.Instrument
            && At(r.Body["assessedAt"]!) - At(start) is var elapsed && elapsed >= from && elapsed <= to);
    }

    private static Instant At(JsonNode time) => Instant.FromDateTimeOffset(DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture));

    private static string Text(IEnumerable<PatientStory> stories) => string.Join('\n', stories.SelectMany(s => s.Requests)
        .Select(r => $"{r.Method} {r.Path} {r.ChangesVersion} {r.Body.ToJsonString()}"));

    [GeneratedRegex("""^/v1/([a-z-]+)/[0-9a-f-]{36}/?([a-z]*)$""")]
    private static partial Regex Kind();

    [GeneratedRegex(""""(?:occurredAt|observedAt|assessedAt|startedAt|endedAt)":"([^"]+)"""")]
    private static partial Regex Times();

    [GeneratedRegex(""""performer":"([^"]+)"""")]
    private static partial Regex Performers();
}
