using InfusionTracker.Api.Tests.Platform;
using InfusionTracker.Api.Tests.Scores;

namespace InfusionTracker.Api.Tests.Patients;

public sealed class ChangePatientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_change_says_which_version_it_is_of()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"sex":"male"}""")).Is(201);
        var path = $"/v1/patients/{patient.Id}";
        (await service.Client.Send(HttpMethod.Patch, path, """{"sex":"female"}""")).Is(428);
        (await service.Client.Patch(path, """{"sex":"female"}""", "\"7\"")).Is(412);
        var changed = (await service.Client.Patch(path, """{"sex":"female"}""", patient.ETag)).Is(200);
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal("corrected", (string)changed["status"]!);
        (await service.Client.Patch(path, """{"sex":"other"}""", patient.ETag)).Is(412);
        (await service.OtherClient.Patch(path, """{"sex":"other"}""", changed.ETag)).Is(404);
    }

    [Fact]
    public async Task An_identifier_that_is_given_up_is_free_for_another_chart()
    {
        const string identifier = """{"identifiers":[{"system":"urn:example:mrn","value":"C-1"}]}""";
        var patient = (await service.Client.Post("/v1/patients", identifier)).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"identifiers":[{"system":"urn:example:mrn","value":"C-2"}]}""", patient.ETag)).Is(200);
        (await service.Client.Post("/v1/patients", identifier)).Is(201);
        Assert.Single((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CC-2")).Items);
    }

    [Theory]
    [InlineData("""{"patientId":"x"}""", 400)]
    [InlineData("""{"birthDate":"2200-01-01"}""", 422)]
    [InlineData("""{"reason":""}""", 422)]
    public async Task What_cannot_be_is_refused(string body, int status)
    {
        var patient = (await service.Client.Post("/v1/patients", "{}")).Is(201);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", body, patient.ETag)).Is(status);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("infusion-events")]
    [InlineData("observations")]
    [InlineData("adverse-events")]
    [InlineData("wastage")]
    [InlineData("scores")]
    public async Task Nobody_is_born_after_what_is_recorded_of_them(string kind)
    {
        var patient = await Given.Patient(service.Client);
        var path = await Told(patient, kind);
        var refused = (await service.Client.Patch($"/v1/patients/{patient}", """{"birthDate":"2026-06-16"}""", "\"1\"")).Is(422);
        Assert.Equal("/birthDate", (string)refused["errors"][0]!["pointer"]!);
        var born = (await service.Client.Patch($"/v1/patients/{patient}", """{"birthDate":"2026-06-15"}""", "\"1\"")).Is(200);
        (await service.Client.Retract(path)).Is(200);
        (await service.Client.Patch($"/v1/patients/{patient}", """{"birthDate":"2026-06-16"}""", born.ETag)).Is(200);
    }

    [Fact]
    public async Task A_birth_date_that_was_not_known_is_held_against_what_is_recorded_and_other_members_are_not()
    {
        var patient = (await service.Client.Post("/v1/patients", "{}")).Is(201);
        await Told(patient.Id, "scores");
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"birthDate":"2026-06-16"}""", patient.ETag)).Is(422);
        (await service.Client.Patch($"/v1/patients/{patient.Id}", """{"sex":"male"}""", patient.ETag)).Is(200);
    }

    /// <summary>Records something of the first instant of 15 June in the clinic's time zone; its path.</summary>
    private async Task<string> Told(string patient, string kind)
    {
        const string at = "2026-06-14T22:00:00Z";
        var client = service.Client;
        if (kind == "scores")
        {
            return $"/v1/scores/{(await Rated.Total(client, patient, at, 7)).Id}";
        }

        if (kind == "session")
        {
            return $"/v1/sessions/{await Given.Session(client, patient, $"\"scheduledAt\":\"{at}\"")}";
        }

        var body = kind switch
        {
            "infusion-events" => $$"""{"type":"start","occurredAt":"{{at}}","performer":"rn-17","rate":{"value":52.5,"unit":"mg/h"} }""",
            "observations" => $$"""{"code":"8867-4","value":72,"unit":"/min","observedAt":"{{at}}","performer":"rn-17"}""",
            "adverse-events" => $$"""{"code":{"system":"http://snomed.info/sct","code":"404640003"},"severity":"mild","startedAt":"{{at}}"}""",
            _ => $$"""{"drawnMg":50,"wastedMg":0,"occurredAt":"{{at}}","performer":"rn-17"}""",
        };
        return $"/v1/{kind}/{(await client.Post($"/v1/sessions/{await Given.Session(client, patient)}/{kind}", body)).Is(201).Id}";
    }

    [Fact]
    public async Task A_patient_is_found_by_the_identifiers_that_an_operators_hand_gave()
    {
        var patient = (await service.Client.Post("/v1/patients", """{"identifiers":[{"system":"urn:example:mrn","value":"H-1"}]}""")).Is(201).Id;
        await service.Superuser($$"""update patient set identifiers = '[{"system":"urn:example:mrn","value":"H-2"}]', reason = 'mistyped' where id = '{{patient}}'""");
        Assert.Empty((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CH-1")).Is(200).Items);
        Assert.Equal(patient, (string)Assert.Single((await service.Client.Get("/v1/patients?identifier=urn%3Aexample%3Amrn%7CH-2")).Is(200).Items)!["id"]!);
    }
}
