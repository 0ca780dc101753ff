using System.Text.RegularExpressions;
using InfusionTracker.Domain.Instruments;

namespace InfusionTracker.Api.Tests.Conventions;

/// <summary>Where things live.</summary>
public sealed partial class HouseTests
{
    /// <summary>
    /// Endpoints that ask no table, since what they answer is part of the build, and those that share one reading, as the
    /// questions about a cohort do. This list only shrinks.
    /// </summary>
    private static readonly HashSet<string> WithoutSql =
    [
        "Instruments/GetInstrument", "Instruments/ListInstruments",
        "Cohorts/GetCohortOnset", "Cohorts/GetTimeToEvent",
    ];

    public static TheoryData<string> Endpoints => [.. SourceTree.Files("src/InfusionTracker.Api", "*.cs")
        .Where(file => Handler().IsMatch(File.ReadAllText(SourceTree.In("src/InfusionTracker.Api/" + file))))
        .Select(file => file[..^3])];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Every_endpoint_has_its_sql_and_its_test(string endpoint)
    {
        Assert.Equal(!WithoutSql.Contains(endpoint), File.Exists(SourceTree.In($"src/InfusionTracker.Api/{endpoint}.sql")));
        Assert.True(File.Exists(SourceTree.In($"tests/InfusionTracker.Api.Tests/{endpoint}Tests.cs")), $"{endpoint} has no test.");
    }

    [Fact]
    public void The_domain_references_NodaTime_alone()
    {
        var foreign = typeof(Instrument).Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(name => name != "NodaTime" && !name.StartsWith("System.", StringComparison.Ordinal));
        Assert.Empty(foreign);
        string[] forbidden = ["System.Text.Json", "System.Net.", "System.IO.FileSystem", "System.Data."];
        Assert.DoesNotContain(typeof(Instrument).Assembly.GetReferencedAssemblies(), a => forbidden.Any(f => a.Name!.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void There_is_no_sql_in_the_code()
    {
        var offenders = SourceTree.Files("src", "*.cs").Where(file => SqlText().IsMatch(File.ReadAllText(SourceTree.In("src/" + file))));
        Assert.Empty(offenders);
    }

    [Fact]
    public void No_folder_is_called_after_nothing()
    {
        string[] names = ["Common", "Helpers", "Utils", "Utilities", "Models", "Misc"];
        var offenders = SourceTree.Files("src", "*.*").Concat(SourceTree.Files("tests", "*.*"))
            .Where(file => file.Split('/')[..^1].Any(names.Contains));
        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"\bstatic\b[^;{=]*\bHandle\(")]
    private static partial Regex Handler();

    [GeneratedRegex("\"\\s*(select|insert into|update|delete from|with) [^\"]*\"")]
    private static partial Regex SqlText();
}
