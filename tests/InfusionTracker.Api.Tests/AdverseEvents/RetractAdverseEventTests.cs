using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.AdverseEvents;

public sealed class RetractAdverseEventTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_retracted_adverse_event_leaves_the_list_and_stays_in_its_history()
    {
        var session = await Given.Session(service.Client);
        var first = await AdverseEvents.Record(service.Client, session);
        var retracted = (await service.Client.Retract($"/v1/adverse-events/{first.Id}", "another patient's")).Is(200);
        Assert.Equal("entered-in-error", (string)retracted["status"]!);
        Assert.Equal("another patient's", (string)retracted["reason"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/adverse-events")).Is(200).Items);
        Assert.Equal(retracted.Text, (await service.Client.Get($"/v1/adverse-events/{first.Id}")).Is(200).Text);
        Assert.Equal(first.Text, (await service.Client.Get($"/v1/adverse-events/{first.Id}?version=1")).Is(200).Text);
    }

    [Fact]
    public async Task Retracting_again_changes_nothing()
    {
        var first = await AdverseEvents.Record(service.Client);
        var once = (await service.Client.Retract($"/v1/adverse-events/{first.Id}")).Is(200);
        var twice = (await service.Client.Retract($"/v1/adverse-events/{first.Id}", "another reason")).Is(200);
        Assert.Equal(once.Text, twice.Text);
    }

    [Fact]
    public async Task A_retraction_says_why()
    {
        var first = await AdverseEvents.Record(service.Client);
        (await service.Client.Post($"/v1/adverse-events/{first.Id}/retraction", "{}")).Is(400);
        (await service.Client.Post($"/v1/adverse-events/{first.Id}/retraction", """{"reason":""}""")).Is(422);
    }

    [Fact]
    public async Task An_adverse_event_of_another_clinic_is_not_found()
    {
        var theirs = await AdverseEvents.Record(service.OtherClient);
        (await service.Client.Retract($"/v1/adverse-events/{theirs.Id}")).Is(404);
    }
}
