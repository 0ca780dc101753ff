using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

public sealed class RetractScoreTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_retracted_score_leaves_lists_and_counts_and_stays_in_the_history()
    {
        var patient = await Given.Patient(service.Client);
        var score = await Rated.Total(service.Client, patient, "2026-03-02T08:00:00Z", 31);
        var retracted = (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("wrong", (string)retracted["reason"]!);
        var list = (await service.Client.Get($"/v1/scores?patient={patient}&count=exact")).Is(200);
        Assert.Empty(list.Items);
        Assert.Equal(0, (int)list["count"]);
        Assert.Equal(retracted.Text, (await service.Client.Get($"/v1/scores/{score.Id}")).Is(200).Text);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{score.Id}?version=1")).Is(200).Text);
    }

    [Fact]
    public async Task Retracting_again_changes_nothing()
    {
        var score = await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);
        var first = (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        Assert.Equal(first.Text, (await service.Client.Retract($"/v1/scores/{score.Id}", "again")).Is(200).Text);
    }

    [Fact]
    public async Task A_score_of_the_wrong_patient_is_entered_under_the_right_one()
    {
        var (wrong, right) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var score = (await service.Client.Post("/v1/scores", $$"""
            {"patientId":"{{wrong}}","instrument":"GAD7","assessedAt":"2026-03-02T08:00:00Z","performer":"md-3","answers":[1,null,1,1,1,1,1]}
            """)).Is(201);
        var retracted = (await Misfiled(score, right)).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal(wrong, (string)retracted["patientId"]!);
        var entered = (await service.Client.Get($"/v1/scores/{retracted["reenteredAs"]}")).Is(200);
        Assert.Equal((right, "final", "md-3", 1), ((string)entered["patientId"]!, (string)entered["status"]!, (string)entered["performer"]!, (int)entered["version"]));
        Assert.Equal(score["answers"].ToJsonString(), entered["answers"].ToJsonString());
        Assert.Empty((await service.Client.Get($"/v1/scores?patient={wrong}")).Items);
        Assert.Equal(retracted.Text, (await Misfiled(score, right)).Is(200).Text);
        Assert.Single((await service.Client.Get($"/v1/scores?patient={right}")).Items);
    }

    [Fact]
    public async Task The_same_key_enters_it_once()
    {
        var (wrong, right) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var score = await Rated.Total(service.Client, wrong, "2026-03-02T08:00:00Z", 31);
        Assert.Equal((await Misfiled(score, right, ("Idempotency-Key", "r1"))).Is(200).Text, (await Misfiled(score, right, ("Idempotency-Key", "r1"))).Is(200).Text);
        Assert.Single((await service.Client.Get($"/v1/scores?patient={right}")).Items);
    }

    [Fact]
    public async Task A_score_that_was_only_retracted_comes_to_the_right_patient_when_that_is_asked_for_later()
    {
        var (right, other) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var score = await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);
        (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(200);
        var moved = (await Misfiled(score, right)).Is(200);
        Assert.Equal(right, (string)(await service.Client.Get($"/v1/scores/{moved["reenteredAs"]}")).Is(200)["patientId"]!);
        Assert.Equal(moved.Text, (await Misfiled(score, right)).Is(200).Text);
        Assert.Equal((string)moved["reenteredAs"]!, (string)(await Misfiled(score, other)).Is(409)["reenteredAs"]!);
        Assert.Single((await service.Client.Get($"/v1/scores?patient={right}")).Items);
        Assert.Empty((await service.Client.Get($"/v1/scores?patient={other}")).Items);
    }

    [Fact]
    public async Task A_chart_that_was_merged_since_is_still_the_right_one_for_a_score()
    {
        var (right, survivor) = (await Given.Patient(service.Client), await Given.Patient(service.Client));
        var score = await Rated.Total(service.Client, await Given.Patient(service.Client), "2026-03-02T08:00:00Z", 31);
        var moved = (await Misfiled(score, right)).Is(200);
        (await service.Client.Post($"/v1/patients/{right}/merge", $$"""{"into":"{{survivor}}","reason":"same"}""")).Is(200);
        Assert.Equal(moved.Text, (await Misfiled(score, right)).Is(200).Text);
        Assert.Equal(moved.Text, (await Misfiled(score, survivor)).Is(200).Text);
    }

    [Fact]
    public async Task Where_the_right_patient_cannot_take_it_nothing_is_done()
    {
        var wrong = await Given.Patient(service.Client);
        var score = await Rated.Total(service.Client, wrong, "2026-03-02T08:00:00Z", 31);
        var unborn = (await service.Client.Post("/v1/patients", """{"birthDate":"2026-03-03"}""")).Is(201).Id;
        (await Misfiled(score, await Given.Patient(service.OtherClient))).Is(404);
        (await Misfiled(score, wrong)).Is(422);
        Assert.Equal("/reenterUnder", (string)(await Misfiled(score, unborn)).Is(422)["errors"][0]!["pointer"]!);
        (await service.Client.Post($"/v1/scores/{score.Id}/retraction", $$"""{"reason":"x","reenterUnder":"{{unborn}}"}""")).Is(422);
        (await service.Client.Post($"/v1/scores/{score.Id}/retraction", "{}")).Is(400);
        Assert.Equal(score.Text, (await service.Client.Get($"/v1/scores/{score.Id}")).Is(200).Text);
    }

    [Fact]
    public async Task A_score_of_another_clinic_is_none_here()
    {
        var score = await Rated.Total(service.OtherClient, await Given.Patient(service.OtherClient), "2026-03-02T08:00:00Z", 31);
        (await service.Client.Retract($"/v1/scores/{score.Id}")).Is(404);
        (await Misfiled(score, await Given.Patient(service.Client))).Is(404);
    }

    private Task<Answer> Misfiled(Answer score, string right, params (string Name, string Value)[] headers) =>
        service.Client.Post($"/v1/scores/{score.Id}/retraction", $$"""{"reason":"wrong chart","wrongPatient":true,"reenterUnder":"{{right}}"}""", headers);
}
