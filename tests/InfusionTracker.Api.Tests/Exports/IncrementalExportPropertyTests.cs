using System.Text.Json.Nodes;
using InfusionTracker.Api.Tests.Audit;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Exports;

/// <summary>A copy that is kept up by increments while others write, however late they commit and whatever their clock says.</summary>
public sealed class IncrementalExportPropertyTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Path = "/v1/exports/observations.ndjson";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task All_increments_together_are_the_whole(int seed)
    {
        await Exports.PutSession(service);
        var (rows, next) = await Exports.Increment(service.Client, Path, null);
        var copy = new Dictionary<string, JsonObject>();
        Apply(copy, rows);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Write(new Random((seed * 10) + writer), (seed * 0x100000) + (writer * 0x10000))));
        while (!writing.IsCompleted)
        {
            (rows, next) = await Exports.Increment(service.Client, Path, next);
            Apply(copy, rows);
        }

        await writing;
        await Seals.AreDone(service);
        (rows, _) = await Exports.Increment(service.Client, Path, next);
        Apply(copy, rows);
        var whole = await Exports.Lines(service.Client, Path);
        Assert.NotEmpty(whole);
        Assert.Equal(whole.Select(row => row.ToJsonString()).Order(), copy.Values.Select(row => row.ToJsonString()).Order());
    }

    /// <summary>One writer: transactions of some readings that are recorded, corrected and retracted, open for a while, and rolled back at times.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="first">Number of the writer's first reading.</param>
    private async Task Write(Random random, int first)
    {
        await using var connection = new NpgsqlConnection(service.Superuser());
        await connection.OpenAsync(Cancellation);
        List<Guid> written = [];
        for (var step = 0; step < 15; step++)
        {
            await Run(connection, $"begin; set app.clinic_id = '{service.ClinicId}'");
            List<Guid> here = [];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var id = Exports.Id(first + (step * 8) + change);
                Guid[] known = [.. written, .. here];
                var one = known.Length == 0 ? id : known[random.Next(known.Length)];
                await Run(connection, random.Next(5) switch
                {
                    0 when known.Length > 0 => $"update observation set status = 'entered-in-error', reason = 'wrong' where id = '{one}' and status <> 'entered-in-error'",
                    1 when known.Length > 0 => $"update observation set value = {step}, canonical_value = {step}, status = 'corrected', reason = 'misread' where id = '{one}' and status <> 'entered-in-error'",
                    2 => Exports.ByAnEarlierClock(id),
                    _ => $"""
                        insert into observation (id, session_id, code, value, unit, canonical_value, canonical_unit, observed_at, performer)
                        values ('{id}', '{Exports.Session}', '8867-4', 72, '/min', 72, '/min', '2026-06-15 11:00:00.25+00', 'rn-17')
                        """,
                });
                here.Add(id);
            }

            await Task.Delay(random.Next(150), Cancellation);
            if (random.Next(8) == 0)
            {
                await Run(connection, "rollback");
            }
            else
            {
                await Run(connection, "commit");
                written.AddRange(here);
            }
        }
    }

    private static void Apply(Dictionary<string, JsonObject> copy, JsonObject[] rows)
    {
        foreach (var row in rows)
        {
            var id = (string)row["id"]!;
            if ((string)row["status"]! == "entered-in-error")
            {
                copy.Remove(id);
            }
            else
            {
                copy[id] = row;
            }
        }
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
