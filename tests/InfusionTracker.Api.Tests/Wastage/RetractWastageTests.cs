using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Wastage;

public sealed class RetractWastageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_retracted_record_leaves_the_list_and_stays_in_its_history()
    {
        var session = await Given.Session(service.Client);
        var first = await DrawnUp.Record(service.Client, session);
        var retracted = (await service.Client.Retract($"/v1/wastage/{first.Id}", "another session's")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("another session's", (string)retracted["reason"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/wastage")).Is(200).Items);
        Assert.Equal(retracted.Text, (await service.Client.Get($"/v1/wastage/{first.Id}")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/wastage/{first.Id}?version=1")).Is(200).Text);
    }

    [Fact]
    public async Task Retracting_again_changes_nothing()
    {
        var first = await DrawnUp.Record(service.Client);
        var once = (await service.Client.Retract($"/v1/wastage/{first.Id}")).Is(200);
        var twice = (await service.Client.Retract($"/v1/wastage/{first.Id}", "another reason")).Is(200);
        Assert.Equal(once.Text, twice.Text);
    }

    [Fact]
    public async Task A_retraction_says_why()
    {
        var first = await DrawnUp.Record(service.Client);
        (await service.Client.Post($"/v1/wastage/{first.Id}/retraction", "{}")).Is(400);
        (await service.Client.Post($"/v1/wastage/{first.Id}/retraction", """{"reason":""}""")).Is(422);
    }

    [Fact]
    public async Task A_record_of_another_clinic_is_not_found()
    {
        var theirs = await DrawnUp.Record(service.OtherClient);
        (await service.Client.Retract($"/v1/wastage/{theirs.Id}")).Is(404);
    }

    [Fact]
    public async Task A_retracted_session_takes_its_waste_out_and_the_right_patient_gets_it()
    {
        var session = await Given.Session(service.Client);
        var waste = await DrawnUp.Record(service.Client, session);
        var right = await Given.Patient(service.Client);
        var retracted = (await service.Client.Post($"/v1/sessions/{session}/retraction", $$"""{"reason":"chart mixed up","wrongPatient":true,"reenterUnder":"{{right}}"}""")).Is(200);
        Assert.Equal("chart mixed up", (string)(await service.Client.Get($"/v1/wastage/{waste.Id}")).Is(200)["reason"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/wastage")).Is(200).Items);
        var copy = (await service.Client.Get($"/v1/sessions/{retracted["reenteredAs"]}?include=wastage")).Is(200)["wastage"].AsArray().Single()!;
        foreach (var member in (string[])["drawnMg", "wastedMg", "returnedMg", "occurredAt", "performer", "witness", "lot", "note"])
        {
            Assert.Equal(waste[member].ToJsonString(), copy[member]!.ToJsonString());
        }
    }
}
