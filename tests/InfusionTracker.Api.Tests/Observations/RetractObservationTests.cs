using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Observations;

public sealed class RetractObservationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_retracted_reading_leaves_the_list_and_the_count_and_stays_in_the_history()
    {
        var session = await Given.Session(service.Client);
        var list = $"/v1/sessions/{session}/observations?count=exact";
        var kept = (await Given.HeartRate(service.Client, session)).Id;
        var wrong = await Given.HeartRate(service.Client, session);
        var answer = (await service.Client.Retract($"/v1/observations/{wrong.Id}", "other bed")).Is(200);
        Assert.Equal("entered-in-error", (string)answer["status"]!);
        Assert.Equal("other bed", (string)answer["reason"]!);
        Assert.Equal("\"2\"", answer.ETag);
        var now = (await service.Client.Get(list)).Is(200);
        Assert.Equal([kept], now.Items.Select(i => (string)i!["id"]!));
        Assert.Equal(1, (int)now["count"]);
        Assert.Equal(wrong.Text, (await service.Client.Get($"/v1/observations/{wrong.Id}?version=1")).Is(200).Text);
        Assert.Equal(answer.Text, (await service.Client.Get($"/v1/observations/{wrong.Id}")).Is(200).Text);
    }

    [Fact]
    public async Task A_reading_that_was_retracted_later_is_still_seen_as_of_then()
    {
        var session = await Given.Session(service.Client);
        var reading = await Given.HeartRate(service.Client, session);
        (await service.Client.Retract($"/v1/observations/{reading.Id}")).Is(200);
        var asOf = (await service.Client.Get($"/v1/sessions/{session}/observations?count=exact&asOf={reading["recordedAt"]}")).Is(200);
        Assert.Equal(reading.Json!.ToJsonString(), asOf.Items.Single()!.ToJsonString());
    }

    [Fact]
    public async Task A_retraction_sent_twice_is_done_once()
    {
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        var first = (await service.Client.Retract(path, "a")).Is(200);
        Assert.Equal(first.Text, (await service.Client.Retract(path, "b")).Is(200).Text);
    }

    [Fact]
    public async Task What_was_of_the_wrong_patient_is_entered_under_the_right_session_in_the_same_call()
    {
        var right = await Given.Session(service.Client);
        var wrong = await Given.BloodPressure(service.Client);
        var path = $"/v1/observations/{wrong.Id}";
        var answer = (await Reenter(path, right)).Is(200);
        Assert.Equal("entered-in-error", (string)answer["status"]!);
        var entered = (await service.Client.Get($"/v1/observations/{answer["reenteredAs"]}")).Is(200);
        Assert.Equal(right, (string)entered["sessionId"]!);
        Assert.Equal("final", (string)entered["status"]!);
        Assert.Equal(1, (int)entered["version"]);
        foreach (var member in new[] { "code", "components", "observedAt", "performer" })
        {
            Assert.Equal(wrong[member].ToJsonString(), entered[member].ToJsonString());
        }

        Assert.Equal(answer.Text, (await Reenter(path, right)).Is(200).Text);
        Assert.Single((await service.Client.Get($"/v1/sessions/{right}/observations")).Is(200).Items);
    }

    [Fact]
    public async Task A_reading_that_was_only_retracted_comes_to_the_right_session_when_that_is_asked_for_later()
    {
        var (right, other) = (await Given.Session(service.Client), await Given.Session(service.Client));
        var path = $"/v1/observations/{(await Given.HeartRate(service.Client)).Id}";
        (await service.Client.Retract(path)).Is(200);
        var moved = (await Reenter(path, right)).Is(200);
        Assert.Equal(right, (string)(await service.Client.Get($"/v1/observations/{moved["reenteredAs"]}")).Is(200)["sessionId"]!);
        Assert.Equal(moved.Text, (await Reenter(path, right)).Is(200).Text);
        Assert.Equal((string)moved["reenteredAs"]!, (string)(await Reenter(path, other)).Is(409)["reenteredAs"]!);
        Assert.Single((await service.Client.Get($"/v1/sessions/{right}/observations")).Is(200).Items);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{other}/observations")).Is(200).Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reading_that_was_moved_with_its_session_is_not_moved_once_more_by_itself(bool byAnEarlierRelease)
    {
        var session = await Given.Session(service.Client);
        var reading = await Given.HeartRate(service.Client, session);
        var moved = (await service.Client.Post($"/v1/sessions/{session}/retraction", $$"""
            {"reason":"other bed","wrongPatient":true,"reenterUnder":"{{await Given.Patient(service.Client)}}"}
            """)).Is(200);
        var right = (string)moved["reenteredAs"]!;
        var copy = (string)Assert.Single((await service.Client.Get($"/v1/sessions/{right}/observations")).Is(200).Items)!["id"]!;
        Assert.Equal(copy, (string)(await service.Client.Get($"/v1/observations/{reading.Id}")).Is(200)["reenteredAs"]!);
        if (byAnEarlierRelease)
        {
            // It did not tell of each reading what it became.
            await service.Superuser($"update observation set reentered_as = null where id = '{reading.Id}'");
        }

        (await Reenter($"/v1/observations/{reading.Id}", right)).Is(200);
        (await Reenter($"/v1/observations/{reading.Id}", await Given.Session(service.Client))).Is(409);
        Assert.Single((await service.Client.Get($"/v1/sessions/{right}/observations")).Is(200).Items);
    }

    [Fact]
    public async Task Where_the_right_session_cannot_take_it_nothing_is_retracted()
    {
        var wrong = await Given.HeartRate(service.Client);
        var path = $"/v1/observations/{wrong.Id}";
        (await Reenter(path, await Given.Session(service.OtherClient))).Is(404);
        var retracted = await Given.Session(service.Client);
        (await service.Client.Retract($"/v1/sessions/{retracted}")).Is(200);
        (await Reenter(path, retracted)).Is(409);
        var unborn = (await service.Client.Post("/v1/patients", """{"birthDate":"2026-06-16"}""")).Is(201).Id;
        Assert.Equal("/reenterUnder", Pointer((await Reenter(path, await Given.Session(service.Client, unborn))).Is(422)));
        Assert.Equal("/reenterUnder", Pointer((await Reenter(path, (string)wrong["sessionId"]!)).Is(422)));
        Assert.Equal("/wrongPatient", Pointer((await service.Client.Post(path + "/retraction", $$"""{"reason":"x","reenterUnder":"{{wrong["sessionId"]}}"}""")).Is(422)));
        Assert.Equal("final", (string)(await service.Client.Get(path)).Is(200)["status"]!);
    }

    [Fact]
    public async Task An_observation_of_another_clinic_is_as_one_that_never_was() =>
        (await service.Client.Retract($"/v1/observations/{(await Given.HeartRate(service.OtherClient)).Id}")).Is(404);

    private Task<Answer> Reenter(string path, string session) =>
        service.Client.Post(path + "/retraction", $$"""{"reason":"other bed","wrongPatient":true,"reenterUnder":"{{session}}"}""");

    private static string Pointer(Answer answer) => (string)answer["errors"][0]!["pointer"]!;
}
