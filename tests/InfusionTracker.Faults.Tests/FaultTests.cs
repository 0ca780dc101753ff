namespace InfusionTracker.Faults.Tests;

/// <summary>A short form of each fault; the long one is run by hand (README.md).</summary>
public sealed class FaultTests(Installation installation) : IClassFixture<Installation>
{
    public static TheoryData<string> Names => [.. Faults.All.Where(f => f.ShortRuns > 0).Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_is_lost_doubled_or_halved_by(string fault)
    {
        var row = Faults.All.Single(f => f.Name == fault);
        Finding finding;
        try
        {
            finding = await row.Run(installation, row.ShortRuns);
        }
        catch (MissingProgramException e)
        {
            // A PostgreSQL that was fetched comes without the programs that an operator has. The gate installs them all.
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", e.Message);
            TestContext.Current.AddWarning($"{fault} was not run: {e.Message}");
            Console.WriteLine($"{fault} was not run: {e.Message}");
            return;
        }

        TestContext.Current.SendDiagnosticMessage(finding.ToString());
        Assert.True(finding.Broken.Count == 0, finding.ToString());
        Assert.True(finding.Strike.Done >= row.ShortRuns);
    }
}
