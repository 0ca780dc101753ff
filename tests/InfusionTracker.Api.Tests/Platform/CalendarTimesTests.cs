using InfusionTracker.Api.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>No row holds a time or date that nobody could read.</summary>
public sealed class CalendarTimesTests(TestPostgres postgres)
{
    private const string Clinic = "set app.clinic_id = '0196f000-0000-7000-8000-000000000001';";

    [Theory]
    [InlineData("recorded_at", "infinity")]
    [InlineData("recorded_at", "-infinity")]
    [InlineData("created_at", "294276-12-31 23:59:59+00")]
    [InlineData("birth_date", "infinity")]
    [InlineData("birth_date", "0001-01-01 BC")]
    public async Task A_time_outside_of_the_calendar_is_refused_whoever_writes_it_and_the_refusal_says_what_to_do(string column, string value)
    {
        var database = await postgres.Create();
        await Execute(database.Service, Clinic + "insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic')");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(
            postgres.SuperuserOf(database), $"{Clinic} insert into patient (id, identifiers, {column}) values (gen_random_uuid(), '[]', '{value}')"));
        var problem = Problems.Of(refused)!;
        Assert.Equal((422, "A time or date lies outside of the calendar. Give one of the years 1 to 9999."), (problem.Status, problem.Detail));
        await postgres.Drop(database);
    }

    [Fact]
    public async Task Rows_that_were_there_before_a_rule_keep_no_release_from_starting_and_migrate_names_their_table_until_they_are_corrected()
    {
        var database = await postgres.Create();
        await Execute(database.Service, Clinic + "insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic')");
        await Execute(postgres.SuperuserOf(database), $"""
            alter table patient drop constraint times_are_of_the_calendar;
            {Clinic} insert into patient (id, identifiers, birth_date) values (gen_random_uuid(), '[]', 'infinity');
            select keep_times_of_the_calendar('patient');
            """);
        List<string> said = [];
        await Migrator.Migrate(database.Owner, database.Service, said.Add);
        Assert.Equal(
            ["The table patient holds rows that break the rule “times are of the calendar”. Correct them as db/README.md says, then run migrate again."],
            said);
        await Execute(postgres.SuperuserOf(database), $"{Clinic} update patient set birth_date = null");
        said.Clear();
        await Migrator.Migrate(database.Owner, database.Service, said.Add);
        Assert.Empty(said);
        await using var source = NpgsqlDataSource.Create(database.Owner + ";Pooling=false");
        await using var command = source.CreateCommand("select bool_and(convalidated) from pg_constraint where conname = 'times_are_of_the_calendar'");
        Assert.Equal(true, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await postgres.Drop(database);
    }

    private static async Task Execute(string address, string statements)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
