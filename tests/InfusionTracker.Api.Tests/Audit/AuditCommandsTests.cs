using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>A verification that was asked to hold the chains to heads never passes without one.</summary>
public sealed class AuditCommandsTests(TestPostgres postgres) : IDisposable
{
    private readonly string _heads = Path.GetTempFileName();

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("0196f000-0000-7000-8000-0000000")]
    public async Task A_file_without_a_head_is_refused(string text)
    {
        await File.WriteAllTextAsync(_heads, text, TestContext.Current.CancellationToken);
        (await Verify("--heads", _heads)).IsRefused($"{_heads} holds no head, so that a cut at the end would not show.");
    }

    [Fact]
    public async Task A_file_whose_heads_are_all_passed_over_is_refused()
    {
        var head = $"0196f000-0000-7000-8000-000000000001 1 {new string('0', 64)} 2026-03-02T09:00:01Z";
        await File.WriteAllTextAsync(_heads, head, TestContext.Current.CancellationToken);
        (await Verify("--heads", _heads, "--until", "2026-03-02T09:00:00Z"))
            .IsRefused($"{_heads} holds no head that was sealed by 2026-03-02T09:00:00Z, so that a cut at the end would not show.");
        Assert.Equal(2, (await Verify("--heads", _heads, "--until", "2026-03-02T09:00:01Z")).Code);
    }

    [Fact]
    public async Task A_time_without_heads_to_pass_over_is_refused() =>
        (await Verify("--until", "2026-03-02T09:00:00Z")).IsRefused("Give --heads too: it is heads that --until passes over.");

    [Fact]
    public async Task Without_a_file_it_says_what_it_cannot_tell() =>
        Assert.Equal(
            new CommandLine(0, "0 chain(s) are as they were sealed; no heads were given, so that a cut at the end would not show.\n", ""),
            await Verify());

    public void Dispose() => File.Delete(_heads);

    private Task<CommandLine> Verify(params string[] arguments) => CommandLine.On(postgres.Schema.Service, ["audit", "verify", .. arguments]);
}
