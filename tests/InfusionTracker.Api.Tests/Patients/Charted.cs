using System.Text.RegularExpressions;
using InfusionTracker.Api.Tests.FollowUps;
using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Patients;

/// <summary>Charts with records of every kind, and all that can be asked about the records of one.</summary>
internal static partial class Charted
{
    private static readonly string[] Datasets = ["sessions", "infusion-events", "observations", "scores", "adverse-events", "wastage"];

    /// <summary>A patient with an identifier, infused at 9:00 on this day of June 2026, with every kind of part, and rated before and two hours after.</summary>
    public static async Task<(string Patient, string Session, string[] Scores)> Whole(ApiClient client, string mrn, int day)
    {
        var patient = (await client.Post("/v1/patients", $$"""
            {"birthDate":"1980-05-01","sex":"female","identifiers":[{"system":"urn:example:mrn","value":"{{mrn}}"}]}
            """)).Is(201).Id;
        var at = $"2026-06-{day:00}T";
        var session = await client.Followed($"{at}09:00:00Z", patient, "charted");
        (await client.Post($"/v1/sessions/{session}/observations", $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"{{at}}09:05:00Z","performer":"rn-17"}""")).Is(201);
        (await client.Post($"/v1/sessions/{session}/adverse-events", $$"""
            {"code":{"system":"http://snomed.info/sct","code":"422587007"},"severity":"mild","startedAt":"{{at}}09:10:00Z","performer":"rn-17"}
            """)).Is(201);
        (await client.Post($"/v1/sessions/{session}/wastage", $$"""{"drawnMg":50,"wastedMg":15,"occurredAt":"{{at}}09:50:00Z","performer":"rn-17","witness":"rn-23"}""")).Is(201);
        var before = await Rated.Total(client, patient, $"{at}08:30:00Z", 31);
        var after = await Rated.Total(client, patient, $"{at}11:00:00Z", 12, members: "\"recallPeriod\":\"PT1H\"");
        return (patient, session, [before.Id, after.Id]);
    }

    public static async Task<Answer> Merge(this ApiClient client, string patient, string into, string members = "") =>
        await client.Post($"/v1/patients/{patient}/merge", $$"""{"into":"{{into}}","reason":"same person"{{members}}}""");

    public static async Task<Answer> Unmerge(this ApiClient client, string patient, params (string Name, string Value)[] headers) =>
        await client.Post($"/v1/patients/{patient}/unmerge", """{"reason":"two people of one name"}""", headers);

    /// <summary>Every answer about a chart's records, by what was asked, without the words that only say by which id it was asked for.</summary>
    public static Task<string> Told(ApiClient client, string patient) => Told(client, patient, isOfVersions: true);

    /// <summary>The same without what each version of a record says of itself.</summary>
    public static Task<string> Content(ApiClient client, string patient) => Told(client, patient, isOfVersions: false);

    private static async Task<string> Told(ApiClient client, string patient, bool isOfVersions)
    {
        string[] paths =
        [
            $"/v1/sessions?patient={patient}&count=exact",
            $"/v1/scores?patient={patient}&count=exact&sort=assessedAt",
            $"/v1/follow-ups?patient={patient}",
            $"/v1/patients/{patient}/trajectory?instrument=HAMA",
            .. from dataset in Datasets from format in (string[])["ndjson", "csv"] select $"/v1/exports/{dataset}.{format}?patient={patient}",
        ];
        var told = "";
        foreach (var path in paths)
        {
            var answer = (await client.Get(path)).Is(200);
            var text = answer.Text;
            if (answer.Json?.AsObject() is { } json)
            {
                json.Remove("mergedInto");
                json.Remove(path.Contains("/trajectory", StringComparison.Ordinal) ? "patientId" : "");
                text = json.ToJsonString();
            }

            if (!isOfVersions)
            {
                text = path.Contains(".csv", StringComparison.Ordinal) ? $"{text.Split('\n').Length} lines" : OfVersion().Replace(text, "");
            }

            told += $"{path.Replace(patient, "PATIENT", StringComparison.Ordinal)}\n{text}\n";
        }

        return told;
    }

    /// <summary>Where each answer says that the records are; null where it says nothing.</summary>
    public static async Task<HashSet<string?>> MergedInto(ApiClient client, string patient)
    {
        var named = new HashSet<string?>();
        foreach (var path in (string[])["sessions", "scores", "follow-ups"])
        {
            named.Add((string?)(await client.Get($"/v1/{path}?patient={patient}")).Is(200).Json!["mergedInto"]);
        }

        named.Add((string?)(await client.Get($"/v1/patients/{patient}")).Is(200).Json!["mergedInto"]);
        named.Add((string?)(await client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(200).Json!["mergedInto"]);
        foreach (var dataset in Datasets)
        {
            var headers = (await client.Get($"/v1/exports/{dataset}.csv?patient={patient}")).Is(200).Headers;
            named.Add(headers.TryGetValues("Merged-Into", out var value) ? value.Single() : null);
        }

        return named;
    }

    [GeneratedRegex("""(?<=[{,])"(version|recordedAt|recordedBy|reason)":("[^"]*"|\d+|null),?""")]
    private static partial Regex OfVersion();
}
