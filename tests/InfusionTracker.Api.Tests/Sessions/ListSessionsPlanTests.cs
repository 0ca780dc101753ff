using System.Globalization;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Sessions;

/// <summary>How PostgreSQL finds a page among 20,000 sessions of the clinic, as the service's own role.</summary>
public sealed class ListSessionsPlanTests(RunningService service, ListSessionsPlanTests.ManySessions many)
    : IClassFixture<RunningService>, IClassFixture<ListSessionsPlanTests.ManySessions>
{
    [Theory]
    [InlineData("recordedAt", "session_by_creation")]
    [InlineData("-recordedAt", "session_by_creation")]
    [InlineData("startedAt", "session_by_start")]
    [InlineData("-startedAt", "session_by_start_descending")]
    [InlineData("scheduledAt", "session_by_schedule")]
    [InlineData("-scheduledAt", "session_by_schedule_descending")]
    public async Task Each_order_is_read_from_its_index_by_the_clinic_and_sorts_nothing(string sort, string index)
    {
        await many.Record(service);
        foreach (var flags in (string[][])[[$"sort={sort}"], [$"sort={sort}", $"after={sort}"], [$"sort={sort}", $"after={sort}", "status", "from"]])
        {
            var nodes = NodesOfThePage(await Explain(SqlFile.Load("Sessions/ListSessions.sql").Part("page", flags)[0])).ToList();
            var scan = Assert.Single(nodes, node => node["Index Name"] is not null);
            Assert.Equal(index, (string)scan["Index Name"]!);
            Assert.Contains("clinic_id", (string)scan["Index Cond"]!, StringComparison.Ordinal);
            Assert.DoesNotContain(nodes, node => ((string)node["Node Type"]!).Contains("Sort", StringComparison.Ordinal));
            Assert.DoesNotContain(nodes, node => (string)node["Node Type"]! == "Seq Scan");
            if (flags.Length > 1)
            {
                Assert.Contains("ROW(", (string)scan["Index Cond"]!, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_sessions_of_a_patient_are_found_by_the_patient()
    {
        await many.Record(service);
        var nodes = Nodes(await Explain(SqlFile.Load("Sessions/ListSessions.sql").Part("page", "sort=-recordedAt", "patient")[0])).ToList();
        Assert.Contains(nodes, node => (string?)node["Index Name"] == "session_of_patient" && ((string)node["Index Cond"]!).Contains("patient_id", StringComparison.Ordinal));
    }

    private async Task<JsonNode> Explain(SqlStatement statement)
    {
        var arguments = new SqlArguments
        {
            { "limit", 51 },
            { "afterValue", "2026-03-01 00:00:00+00" },
            { "afterId", Guid.Parse("0196f000-0000-7000-8000-000000000001") },
            { "patient", new[] { Guid.Parse("0196f000-0000-7000-8000-0000000000aa") } },
            { "status", new[] { "planned", "in-progress" } },
            { "from", NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0) },
        };
        await using var source = Service.ServiceDataSource(service.Address.Service);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var set = new NpgsqlCommand($"set local app.clinic_id = '{service.ClinicId}'", connection))
        {
            await set.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var explain = new NpgsqlCommand($"explain (format json) {statement.Text}", connection);
        foreach (NpgsqlParameter parameter in arguments.Bind(statement).Parameters)
        {
            explain.Parameters.Add(parameter.Clone());
        }

        return JsonNode.Parse((string)(await explain.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)![0]!["Plan"]!;
    }

    [Fact]
    public async Task What_a_session_overlaps_is_looked_for_once_for_each_row_of_the_page_among_the_sessions_of_its_patient()
    {
        await many.Record(service);
        var plan = await Explain(SqlFile.Load("Sessions/ListSessions.sql").Part("page", "sort=-startedAt")[0]);
        var found = Assert.Single(Nodes(plan).Except(NodesOfThePage(plan)), node => node["Index Name"] is not null);
        Assert.Contains("clinic_id", (string)found["Index Cond"]!, StringComparison.Ordinal);
        Assert.Contains("patient_id", (string)found["Index Cond"]!, StringComparison.Ordinal);
        Assert.Equal("Limit", (string)plan["Node Type"]!);
    }

    /// <summary>Those that find the rows, and not what each row says beside its columns.</summary>
    private static IEnumerable<JsonNode> NodesOfThePage(JsonNode plan) =>
        (plan["Plans"]?.AsArray() ?? []).Where(child => (string)child!["Parent Relationship"]! != "SubPlan").SelectMany(child => NodesOfThePage(child!)).Prepend(plan);

    private static IEnumerable<JsonNode> Nodes(JsonNode plan) =>
        (plan["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!)).Prepend(plan);

    /// <summary>20,000 sessions of 2,000 patients in the clinic, a third each without dates, planned and started, and as many in the other.</summary>
    public sealed class ManySessions
    {
        private const int Count = 20_000;
        private bool _recorded;

        public async Task Record(RunningService service)
        {
            if (_recorded)
            {
                return;
            }

            foreach (var clinic in (Guid[])[service.ClinicId, service.OtherClinicId])
            {
                await service.Superuser($"""
                    set session_replication_role = replica;
                    insert into session (clinic_id, id, patient_id, indication, medication, route, scheduled_at, started_at, status, created_at)
                    select '{clinic}', gen_random_uuid(), ('0196f000-0000-7000-8000-' || lpad((i % 2000)::text, 12, '0'))::uuid, 'other', 'ketamine', 'intravenous',
                           case when i % 3 > 0 then timestamptz '2026-01-01 00:00:00+00' + i * interval '11 minutes' end,
                           case when i % 3 = 2 then timestamptz '2026-01-01 00:05:00+00' + i * interval '11 minutes' end,
                           case when i % 3 = 2 then 'in-progress' else 'planned' end,
                           timestamptz '2026-01-01 00:00:00+00' + i * interval '7 minutes'
                    from generate_series(1, {Count.ToString(CultureInfo.InvariantCulture)}) i;
                    analyze session;
                    """);
            }

            _recorded = true;
        }
    }
}
