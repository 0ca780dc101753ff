using Npgsql;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>Every change is recorded, whoever makes it, and the record cannot be changed.</summary>
public sealed class RecordOfChangesTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Every_version_has_who_when_why_before_and_after()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"female","reason":"misread"}""", patient.ETag);
        var change = (string)(await service.Superuser($"select concat_ws(' ', operation, reason, before->>'sex', after->>'sex', recorded_by, length(request_id)) from change where record_id = '{patient.Id}' and version = 2"))!;
        Assert.Equal($"update misread male female {patient["recordedBy"]} 49", change);
    }

    [Theory]
    [InlineData("update change set reason = 'x'")]
    [InlineData("delete from change")]
    [InlineData("truncate change")]
    [InlineData("delete from patient")]
    [InlineData("truncate patient cascade")]
    public async Task Not_even_a_superusers_statement_changes_what_is_recorded(string statement)
    {
        await Given.Patient(service.Client);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => service.Superuser(statement));
        Assert.Equal("IT900", refused.SqlState);
    }

    [Fact]
    public async Task A_change_by_hand_is_recorded_too()
    {
        var patient = await Given.Patient(service.Client);
        await service.Superuser($"update patient set sex = 'other', version = 7, recorded_at = '2000-01-01' where id = '{patient}'");
        Assert.Equal(2, (int)(await service.Client.Get($"/v1/patients/{patient}"))["version"]!);
        Assert.Equal(2L, await service.Superuser($"select count(*) from change where record_id = '{patient}' and recorded_at > now() - interval '1 hour'"));
    }

    [Fact]
    public async Task Outside_of_a_request_the_service_sees_nothing_and_writes_nothing()
    {
        await Given.Patient(service.Client);
        await using var connection = new NpgsqlConnection(service.Address.Service);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("select (select count(*) from patient) + (select count(*) from change) + (select count(*) from api_key) + (select count(*) from clinic)", connection);
        Assert.Equal(0L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await using var insert = new NpgsqlCommand($"insert into patient (clinic_id, id, identifiers) values ('{service.ClinicId}', gen_random_uuid(), '[]')", connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
    }
}
