using System.Net;
using System.Net.Http.Headers;
using InfusionTracker.Api.Audit;
using Npgsql;

namespace InfusionTracker.Faults.Tests;

/// <summary>What holds after every fault, whatever it was. Each check answers with the sentences that say how it was broken.</summary>
public static class Invariants
{
    /// <summary>What the service may occupy, in MiB.</summary>
    private const long MemoryCeiling = 512;

    private static readonly string[] s_expected = ["201", "409", "429", "503", "504", "refused", "broken off"];

    /// <summary>Checks them all.</summary>
    /// <param name="installation">The installation, with everything running again.</param>
    /// <param name="ledger">What was acknowledged.</param>
    /// <returns>What is broken; empty where all hold.</returns>
    public static async Task<IReadOnlyList<string>> Broken(Installation installation, Ledger ledger)
    {
        List<string> broken = [];
        broken.AddRange(await Writes(installation, ledger));
        broken.AddRange(await Halves(installation));
        broken.AddRange(await Chains(installation));
        broken.AddRange(await OtherClinics(installation));
        broken.AddRange(ledger.Answers.Where(a => !s_expected.Contains(a.Key)).Select(a => $"{a.Value} requests were answered {a.Key}."));
        broken.AddRange(await Logs(installation));
        broken.AddRange(await Rest(installation));
        return broken;
    }

    /// <summary>Every acknowledged write is there, nothing is there twice, and each is in the clinic that wrote it.</summary>
    public static async Task<IReadOnlyList<string>> Writes(Installation installation, Ledger ledger)
    {
        var there = new Dictionary<string, int>();
        var strays = 0;
        foreach (var (clinic, value) in await There(installation.Superuser, ledger))
        {
            there[value] = there.GetValueOrDefault(value) + 1;
            strays += value.Split('-') is [_, var written, _] && installation.Clinics[written[0] - '0'].Id != clinic ? 1 : 0;
        }

        var lost = ledger.Acknowledged.Count(value => !there.ContainsKey(value));
        var twice = there.Count(t => t.Value > 1);
        return
        [
            .. lost > 0 ? [$"{lost} acknowledged writes were lost."] : Array.Empty<string>(),
            .. twice > 0 ? [$"{twice} writes are there twice."] : Array.Empty<string>(),
            .. strays > 0 ? [$"{strays} writes are in another clinic."] : Array.Empty<string>(),
        ];
    }

    /// <summary>The writes of a ledger that a database holds, as often as it holds them; those of another are judged with that.</summary>
    /// <param name="superuser">Connection string of a role that no policy binds.</param>
    /// <param name="ledger">Whose writes.</param>
    public static async Task<IReadOnlyList<(Guid Clinic, string Value)>> There(string superuser, Ledger ledger)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select clinic_id, identifiers->0->>'value' from patient where identifiers->0->>'system' = 'urn:example:ledger'
            union all
            select clinic_id, performer from observation
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var there = new List<(Guid, string)>();
        while (await reader.ReadAsync())
        {
            if (reader.GetString(1).StartsWith(ledger.Prefix, StringComparison.Ordinal))
            {
                there.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }

        return there;
    }

    /// <summary>Every row has its change and its identifiers, every change and every claimed key its row.</summary>
    private static async Task<IReadOnlyList<string>> Halves(Installation installation) =>
        await installation.Execute(
            """
            select (select count(*) from patient r where not exists (select from change c where c.clinic_id = r.clinic_id and c.record_type = 'patient' and c.record_id = r.id))
                 + (select count(*) from observation r where not exists (select from change c where c.clinic_id = r.clinic_id and c.record_type = 'observation' and c.record_id = r.id))
                 + (select count(*) from change c where c.record_type = 'patient' and not exists (select from patient r where r.clinic_id = c.clinic_id and r.id = c.record_id))
                 + (select count(*) from change c where c.record_type = 'observation' and not exists (select from observation r where r.clinic_id = c.clinic_id and r.id = c.record_id))
                 + (select count(*) from idempotency_key k where not exists (select from change c where c.clinic_id = k.clinic_id and c.record_type = k.record_type and c.record_id = k.record_ids[1]))
                 + (select count(*) from patient r where jsonb_array_length(r.identifiers) > 0
                      and not exists (select from patient_identifier i where i.clinic_id = r.clinic_id and i.patient_id = r.id))
            """) is 0L
            ? []
            : ["A write was done by half."];

    /// <summary>The hash chains recompute, and hold every head that was exported.</summary>
    private static async Task<IReadOnlyList<string>> Chains(Installation installation)
    {
        await using var told = new StringWriter();
        var heads = File.Exists(installation.HeadFile) ? installation.HeadFile : null;
        return await AuditCommands.Verify(installation.Address.Service, heads, null, told, CancellationToken.None) == 0
            ? []
            : [$"The record of changes does not verify: {told}"];
    }

    /// <summary>On every connection of the pool, a clinic reads its own session and none of another's.</summary>
    private static async Task<IReadOnlyList<string>> OtherClinics(Installation installation)
    {
        using var http = new HttpClient { BaseAddress = installation.Service.Url };
        var statuses = await Task.WhenAll(
            from turn in Enumerable.Range(0, 20)
            from reader in installation.Clinics
            from owner in installation.Clinics
            select Read(http, reader, owner));
        return [.. statuses.Where(s => s is not null).Select(s => s!).Distinct()];
    }

    private static async Task<string?> Read(HttpClient http, Clinic reader, Clinic owner)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{owner.Session}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader.Key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == (reader == owner ? HttpStatusCode.OK : HttpStatusCode.NotFound)
            ? null
            : $"A read of {(reader == owner ? "its own" : "another")} clinic was answered {(int)answer.StatusCode}.";
    }

    /// <summary>Neither log names a patient or a performer.</summary>
    private static async Task<IReadOnlyList<string>> Logs(Installation installation)
    {
        List<string> lines = [.. installation.Log];
        foreach (var path in installation.ServerLogs)
        {
            // The server goes on writing to it.
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            lines.AddRange((await text.ReadToEndAsync()).Split('\n'));
        }

        return lines.Exists(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"\bL\d+-[01]-\d") || line.Contains("urn:example:ledger", StringComparison.Ordinal))
            ? ["A log holds what is known of a patient."]
            : [];
    }

    /// <summary>Within 10 s no connection is busy any more, and the memory is below its ceiling.</summary>
    private static async Task<IReadOnlyList<string>> Rest(Installation installation)
    {
        object? busy = null;
        for (var i = 0; i < 100 && busy is not 0L; i++)
        {
            busy = await installation.Execute("select count(*) from pg_stat_activity where application_name = 'InfusionTracker' and state <> 'idle'");
            await Task.Delay(busy is 0L ? 0 : 100);
        }

        return
        [
            .. busy is 0L ? Array.Empty<string>() : [$"After 10 s, {busy} connections are still busy."],
            .. installation.Service.Memory > MemoryCeiling ? [$"The service occupies {installation.Service.Memory} MiB."] : Array.Empty<string>(),
        ];
    }
}
