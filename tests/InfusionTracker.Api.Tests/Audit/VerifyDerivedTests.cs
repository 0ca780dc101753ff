using System.Globalization;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>
/// What has a meaning for records and stands beside their changes is found changed too, as by a superuser who switches the triggers
/// off, or by a table that was restored from an older dump. Each test has a database of its own.
/// </summary>
public sealed class VerifyDerivedTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example";

    private readonly RunningService _service = new(postgres);
    private string _patient = "";
    private string _other = "";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _patient = (await _service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"P-1"}]}""")).Is(201).Id;
        _other = (await _service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"P-2"},{"system":"urn:example:ehr","value":"x"}]}""")).Is(201).Id;
        await _service.Superuser($"""
            set app.clinic_id = '{_service.ClinicId}';
            select authorize_token('{new SignedIn(_service.ClinicId, Issuer, "jane", null, []).ClientId}', '{Issuer}', 'jane', array['records:read'], 'records:read', 'r');
            """);
        await Seals.AreDone(_service);
        Assert.Empty(await Findings());
    }

    /// <summary>{0} is a patient, {1} another.</summary>
    [Theory]
    [InlineData("update patient_identifier set patient_id = '{1}' where patient_id = '{0}'", "Patient {0}", "Patient {1}")]
    [InlineData("update patient_identifier set value = 'P-3' where patient_id = '{0}'", "Patient {0}")]
    [InlineData("update patient_identifier set active = false where patient_id = '{0}'", "Patient {0}")]
    [InlineData("delete from patient_identifier where patient_id = '{1}' and system = 'urn:example:ehr'", "Patient {1}")]
    [InlineData("insert into patient_identifier (clinic_id, patient_id, system, value) select clinic_id, id, 'urn:example:mrn', 'P-3' from patient where id = '{0}'", "Patient {0}")]
    public async Task A_patient_who_is_found_by_anothers_identifier_is_named(string forgery, params string[] patients)
    {
        await Forge(forgery);
        Assert.Equal(
            patients.Select(p => $"  {Fill(p)} is not found by the identifiers that the chart has.").Order(StringComparer.Ordinal),
            (await Findings()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("session", "update record_identifier set value = 'forged' where record_type = 'session'")]
    [InlineData("observation", "delete from record_identifier where record_type = 'observation'")]
    [InlineData("score", "insert into record_identifier (clinic_id, record_type, record_id, system, value) select clinic_id, 'score', id, 'urn:x', 'y' from score")]
    public async Task A_record_that_is_found_by_anothers_identifier_is_named(string type, string forgery)
    {
        const string own = "\"identifiers\":[{\"system\":\"urn:x\",\"value\":\"1\"}]";
        var session = await Given.Session(_service.Client, _patient, own);
        var observation = (await _service.Client.Post($"/v1/sessions/{session}/observations",
            $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"2026-06-15T11:00:00Z","performer":"rn-17",{{own}} }""")).Is(201).Id;
        var score = (await _service.Client.Post("/v1/scores",
            $$"""{"patientId":"{{_patient}}","instrument":"HAMA","assessedAt":"2026-06-02T09:00:00Z","total":14,{{own}} }""")).Is(201).Id;
        await Seals.AreDone(_service);
        Assert.Empty(await Findings());
        await Forge(forgery);
        var forged = type switch { "session" => session, "observation" => observation, _ => score };
        Assert.Equal([$"  {char.ToUpperInvariant(type[0])}{type[1..]} {forged} is not found by the identifiers that it has."], await Findings());
    }

    [Fact]
    public async Task The_next_version_of_a_patient_puts_right_what_the_patient_is_found_by()
    {
        await Forge("update patient_identifier set value = 'P-3' where patient_id = '{0}'");
        await _service.Superuser($"set app.clinic_id = '{_service.ClinicId}'; update patient set reason = 'looked at' where id = '{_patient}'");
        await Seals.AreDone(_service);
        Assert.Empty(await Findings());
    }

    [Theory]
    [InlineData("update client set subject = 'joan' where subject is not null", "is not the one that its issuer and subject make.")]
    [InlineData("update client set issuer = 'https://issuer.example/' where subject is not null", "is not the one that its issuer and subject make.")]
    [InlineData("update client set issuer = null, subject = null where subject is not null", "neither began with a key nor was signed in by an issuer.")]
    [InlineData("update client set issuer = 'https://issuer.example', subject = 'jane' where id = (select recorded_by from change where record_id = '{0}')", "is not the one that its issuer and subject make.")]
    [InlineData("delete from client where id = (select recorded_by from change where record_id = '{0}')", "made changes, and nothing says who that is.")]
    [InlineData("update api_key set secret_hash = sha256('mine') where id = (select recorded_by from change where record_id = '{0}')", "is not what its last change left.")]
    [InlineData("update audit_entry set patient_id = '{1}' where record_id = '{0}'", "says.")]
    [InlineData("update audit_entry set session_id = '{1}' where record_id = '{0}'", "says.")]
    public async Task Who_asked_and_whose_record_it_was_cannot_be_told_otherwise(string forgery, string finding)
    {
        await Forge(forgery);
        Assert.Contains(await Findings(), told => told.EndsWith(finding, StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private string Fill(string text) => string.Format(CultureInfo.InvariantCulture, text, _patient, _other);

    private Task<object?> Forge(string statement) => _service.Superuser("set session_replication_role = replica; " + Fill(statement));

    private async Task<IEnumerable<string>> Findings() => VerifyAuditTests.Findings((await VerifyAuditTests.Verify(_service.Address.Service, heads: null)).Text);
}
