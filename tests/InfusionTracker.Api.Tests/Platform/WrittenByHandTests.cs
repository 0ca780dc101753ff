using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfusionTracker.Api.AdverseEvents;
using InfusionTracker.Api.InfusionEvents;
using InfusionTracker.Api.Observations;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Series;
using InfusionTracker.Api.Sessions;
using InfusionTracker.Api.Wastage;
using NodaTime;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What is written member by member says what the general way would: nothing is forgotten when a member is added.</summary>
public sealed class WrittenByHandTests
{
    private static readonly Instant Some = Instant.FromUtc(2026, 3, 2, 9, 10, 0) + Duration.FromMilliseconds(1.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_is_written_as_the_general_way_would(bool full) => AsInTheGeneralWay(new Session
    {
        Id = Guid.Parse("0196f7a0-0000-7000-8000-000000000002"),
        Version = 2,
        Status = "completed",
        PatientId = Guid.Parse("0196f7a0-0000-7000-8000-000000000001"),
        Indication = "generalized-anxiety-disorder",
        Medication = "ketamine",
        Route = "intravenous",
        Protocol = full ? "iv-0.5-mg-kg-40-min" : null,
        WeightKg = full ? 70.50m : null,
        PlannedDoseMgPerKg = full ? 0.5m : null,
        PlannedDuration = full ? Duration.FromMinutes(40) : null,
        ScheduledAt = full ? Some : null,
        DeclaredEnd = full ? "completed" : null,
        StartedAt = full ? Some : null,
        EndedAt = full ? Some + Duration.FromMinutes(40) : null,
        ReenteredAs = full ? Guid.Parse("0196f7a0-0000-7000-8000-000000000003") : null,
        RecordedAt = Some,
        RecordedBy = full ? Guid.Parse("0196f7a0-0000-7000-8000-000000000004") : null,
        Reason = full ? "Weighed \"again\" – žádná chyba <&>" : null,
        Identifiers = full ? [new() { System = "urn:example:order", Value = "O-1" }] : null,
        EncounterSystem = full ? "urn:example:visit" : null,
        EncounterValue = full ? "V-1" : null,
        InfusionEvents = full ? Array.Empty<ChartedInfusionEvent>() : null,
        Observations = full ? Array.Empty<Observation>() : null,
        AdverseEvents = full ? Array.Empty<AdverseEvent>() : null,
        Wastage = full ? Array.Empty<WastageRecord>() : null,
        SortValue = "not shown",
    });

    [Theory]
    [InlineData(null)]
    [InlineData("HH")]
    public void A_point_of_a_series_is_written_as_the_general_way_would(string? interpretation) => AsInTheGeneralWay(new SeriesPoint
    {
        ElapsedMinutes = 10,
        ObservedAt = Some,
        Value = 37.0m,
        ValueAsGiven = 98.60m,
        UnitAsGiven = "[degF]",
        Interpretation = interpretation,
        ObservationId = Guid.Parse("0196f7a0-0000-7000-8000-000000000005"),
    });

    [Theory]
    [InlineData(null)]
    [InlineData("LL")]
    public void A_part_of_a_panel_is_written_as_the_general_way_would(string? interpretation) => AsInTheGeneralWay(new ObservationComponent
    {
        Code = "8480-6",
        Value = 120.0m,
        Unit = "mm[Hg]",
        CanonicalValue = 120.0m,
        CanonicalUnit = "mm[Hg]",
        Interpretation = interpretation,
    });

    private static void AsInTheGeneralWay<T>(T value)
    {
        Assert.True(typeof(T).IsDefined(typeof(JsonConverterAttribute)), $"{typeof(T).Name} is not written by hand.");
        var members =
            from member in typeof(T).GetProperties()
            let ignore = member.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition
            where ignore != JsonIgnoreCondition.Always && (ignore != JsonIgnoreCondition.WhenWritingNull || member.GetValue(value) is not null)
            orderby member.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0
            select $"\"{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}\":{JsonSerializer.Serialize(member.GetValue(value), Api.Platform.Json.Options.GetTypeInfo(member.PropertyType))}";
        Assert.Equal($"{{{string.Join(',', members)}}}", Api.Platform.Json.Text(value));
    }
}
