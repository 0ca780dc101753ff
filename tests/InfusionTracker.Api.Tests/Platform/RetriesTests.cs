using System.Diagnostics;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using Npgsql;
using Polly;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Work is run again where that may help and cannot write twice, and only there.</summary>
public sealed class RetriesTests
{
    public static TheoryData<string, Exception, bool, bool> Cases => new()
    {
        { "a serialization failure is a rollback", State("40001"), true, true },
        { "a deadlock is a rollback", State("40P01"), true, true },
        { "refused before COMMIT", Undone(new NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException(111))), true, true },
        { "no suitable host, which Npgsql does not call transient", Undone(new NpgsqlException("No suitable host was found.")), true, true },
        { "the pool is exhausted", Undone(new NpgsqlException("The connection pool has been exhausted", new TimeoutException())), true, true },
        { "too many connections", Undone(State("53300")), true, true },
        { "the server shut down before COMMIT was sent", Undone(State("57P01")), true, true },
        { "the reply to COMMIT never came", Unknown(new NpgsqlException("Exception while reading from stream", new EndOfStreamException())), false, true },
        { "the server shut down at COMMIT", Unknown(State("57P01")), false, true },
        { "the session stood idle for too long", Unknown(State("57P05")), false, true },
        { "the server has become a standby", Unknown(State("25006")), true, true },
        { "no standby has it", new OutageException(WriteOutcome.Unreplicated, null), false, false },
        { "the command timed out", new NpgsqlException("Exception while reading from stream", new TimeoutException()), false, false },
        { "a broken rule", State("23514"), false, false },
        { "an error that nobody foresaw", new InvalidOperationException(), false, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_what_cannot_be_done_twice_is_done_again(string what, Exception e, bool bare, bool underAKey)
    {
        Assert.NotEmpty(what);
        Assert.Equal(bare, Retries.IsWorthARepeat(e, safeToRepeat: false));
        Assert.Equal(underAKey, Retries.IsWorthARepeat(e, safeToRepeat: true));
    }

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P05", true)]
    [InlineData("08006", true)]
    [InlineData("25P03", true)]
    [InlineData("53300", true)]
    [InlineData("25006", true)]
    [InlineData("25P04", true, "FATAL")]
    [InlineData("58030", true, "PANIC")]
    [InlineData("57014", false)]
    [InlineData("53100", false)]
    [InlineData("23505", false)]
    public void Whether_the_database_went_away_is_told_by_its_state_or_by_the_end_of_the_session(string state, bool isOutage, string severity = "ERROR") =>
        Assert.Equal(isOutage, Retries.IsOutage(State(state, severity)));

    [Theory]
    [InlineData("53000")]
    [InlineData("53400")]
    [InlineData("58030")]
    [InlineData("57P05")]
    [InlineData("0A000")]
    [InlineData("26000")]
    [InlineData("42P05")]
    [InlineData("42P01")]
    [InlineData("42501")]
    [InlineData("42703")]
    [InlineData("42804")]
    [InlineData("42883")]
    [InlineData("3F000")]
    [InlineData("28P01")]
    [InlineData("3D000")]
    [InlineData("55000")]
    [InlineData("72000")]
    [InlineData("58P01")]
    [InlineData("XX000")]
    [InlineData("XX001")]
    [InlineData("F0000")]
    public void A_database_that_cannot_just_now_or_was_changed_is_told_as_such(string state)
    {
        var problem = Problems.Of(State(state));
        Assert.Equal(503, problem?.Status);
        Assert.NotNull(problem?.RetryAfter);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(1990, 1)]
    public async Task An_outage_is_tried_again_five_times_but_not_after_two_seconds(int takes, int runs)
    {
        var run = 0;
        await Assert.ThrowsAsync<OutageException>(() => Retries.Pipeline().Run<int>(
            safeToRepeat: false,
            async cancellation =>
            {
                run++;
                await Task.Delay(takes, cancellation);
                throw Undone(new NpgsqlException("The connection pool has been exhausted", new TimeoutException()));
            },
            TestContext.Current.CancellationToken));
        Assert.Equal(runs, run);
    }

    [Fact]
    public async Task Nobody_waits_ten_seconds_for_what_never_ends()
    {
        var began = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(() => Overdue.Bound(Caller(long.MaxValue), () => new TaskCompletionSource<int>().Task));
        Assert.InRange(began.Elapsed.TotalSeconds, 8.9, 10);
    }

    [Fact]
    public async Task Waits_of_one_request_after_each_other_end_at_its_deadline_and_none_is_begun_after_it()
    {
        var began = Stopwatch.StartNew();
        var caller = Caller(Stopwatch.GetTimestamp() + Stopwatch.Frequency);
        await Overdue.Bound(caller, async () =>
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            return 0;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => Overdue.Bound(caller, () => new TaskCompletionSource<int>().Task));
        Assert.InRange(began.Elapsed.TotalSeconds, 0.99, 5);
        await Assert.ThrowsAsync<TimeoutException>(() => Overdue.Bound<int>(caller, () => throw new InvalidOperationException("It was begun.")));
    }

    [Theory]
    [InlineData(WriteOutcome.Undone, "nothing was written")]
    [InlineData(WriteOutcome.Unknown, "under the same Idempotency-Key")]
    [InlineData(WriteOutcome.Unreplicated, "under the same Idempotency-Key")]
    public void An_outage_says_what_is_known_of_the_write(WriteOutcome outcome, string said)
    {
        var problem = Problems.Of(new OutageException(outcome, null))!;
        Assert.Equal(503, problem.Status);
        Assert.NotNull(problem.RetryAfter);
        Assert.Contains(said, problem.Detail, StringComparison.Ordinal);
    }

    private static Caller Caller(long deadline) =>
        new() { ClinicId = Guid.Empty, Scope = "records:read", RequestId = "r", Operation = "GET /v1/patients", Deadline = deadline };

    private static PostgresException State(string state, string severity = "ERROR") => new("message", severity, severity, state);

    private static OutageException Undone(Exception e) => new(WriteOutcome.Undone, e);

    private static OutageException Unknown(Exception e) => new(WriteOutcome.Unknown, e);
}
