using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.InfusionEvents;

/// <summary>What nobody believes is refused unless somebody confirms it; what is critical is recorded, flagged and announced.</summary>
public sealed class DoseLimitsTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Confirmed = """ "confirmed":{"by":"md-3","reason":"as ordered"} """;

    [Fact]
    public async Task A_rate_told_by_the_minute_that_was_meant_by_the_hour_is_refused()
    {
        // 52.5 mg/min for 40 min are 2,100 mg; 70 kg and 0.5 mg/kg are 35.
        var session = await Given.Session(service.Client);
        var refused = (await Event(session, "start", "11:00", """ "rate":{"value":52.5,"unit":"mg/min"} """)).Is(422);
        Assert.Equal("/rate/value", Pointer(refused));
        Assert.Equal(
            "A rate above 10 mg/kg/h is implausible (ketamine, intravenous). Correct it, or send confirmed where it is true.",
            (string)refused["errors"][0]!["detail"]!);
        Assert.Empty((await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items);
        (await Event(session, "start", "11:00", """ "rate":{"value":52.5,"unit":"mg/h"} """)).Is(201);
    }

    [Theory]
    [InlineData("rate", """ "rate":{"value":2,"unit":"mg/kg/h"} """, 201, "")]
    [InlineData("rate", """ "rate":{"value":140.000001,"unit":"mg/h"} """, 201, "rate")]
    [InlineData("rate", """ "rate":{"value":700,"unit":"mg/h"} """, 201, "rate")]
    [InlineData("rate", """ "rate":{"value":700.01,"unit":"mL/h","concentrationMgPerMl":1} """, 422, "/rate/value")]
    public async Task A_rate_is_critical_above_2_mg_per_kg_and_hour_and_implausible_above_10(string what, string members, int status, string told)
    {
        using var telemetry = new Telemetry(service);
        var answer = (await Event(await Given.Session(service.Client), "start", "11:00", members)).Is(status);
        Assert.Equal(told, status == 201 ? Critical(answer) : Pointer(answer));
        Assert.Equal(told == what ? 1 : 0, telemetry.Lines.Count(line => line.Contains("recorded 1 critical doses or weights", StringComparison.Ordinal)));
        if (status == 422)
        {
            var made = (await Event(await Given.Session(service.Client), "start", "11:00", $"{members},{Confirmed}")).Is(201);
            Assert.Equal(what, Critical(made));
            Assert.Equal("""{"by":"md-3","reason":"as ordered"}""", made["confirmed"].ToJsonString());
            Assert.Equal(made.Text, (await service.Client.Get($"/v1/infusion-events/{made.Id}")).Is(200).Text);
        }
    }

    [Fact]
    public async Task What_was_given_in_all_is_judged_with_all_that_flowed_up_to_the_last_event()
    {
        var session = await Planned(plannedMgPerKg: 1);
        (await Event(session, "start", "09:00", """ "rate":{"value":140,"unit":"mg/h"} """)).Is(201);
        var pause = (await Event(session, "pause", "09:45")).Is(201); // 105 mg: 1.5 mg/kg, which is not above
        Assert.Equal(("", ""), (Critical(pause), await CriticalOf(session)));
        (await Event(session, "resume", "09:50")).Is(201);
        var bolus = (await Event(session, "bolus", "09:50", """ "dose":{"value":0.000001,"unit":"mg"} """)).Is(201);
        Assert.Equal("cumulative-dose,planned-dose", Critical(bolus));
        Assert.Equal("cumulative-dose,planned-dose", await CriticalOf(session));

        // The next says nothing new.
        var stop = (await Event(session, "stop", "10:00")).Is(201);
        Assert.Equal(("", "cumulative-dose,planned-dose"), (Critical(stop), await CriticalOf(session)));

        // What is corrected is critical no more.
        var start = (await service.Client.Get($"/v1/sessions/{session}/infusion-events")).Is(200).Items[0]!;
        (await service.Client.Correct($"/v1/infusion-events/{start["id"]}", """{"reason":"misread","rate":{"value":52.5,"unit":"mg/h"}}""", "\"1\"")).Is(200);
        Assert.Equal("", await CriticalOf(session));
        Assert.Equal("cumulative-dose,planned-dose", Critical((await service.Client.Get($"/v1/infusion-events/{bolus.Id}")).Is(200)));
    }

    [Fact]
    public async Task More_than_one_and_a_half_times_the_planned_dose_is_critical_also_where_it_is_little()
    {
        var session = await Planned(plannedMgPerKg: 0.1m);
        (await Event(session, "start", "09:00")).Is(201);
        Assert.Equal("", Critical((await Event(session, "bolus", "09:01", """ "dose":{"value":10.5,"unit":"mg"} """)).Is(201)));
        Assert.Equal("planned-dose", Critical((await Event(session, "bolus", "09:02", """ "dose":{"value":0.1,"unit":"mg"} """)).Is(201)));
    }

    [Fact]
    public async Task An_implausible_total_is_refused_with_the_event_that_makes_it_so_and_believed_once_it_was_confirmed()
    {
        var session = await Planned(plannedMgPerKg: 0.5m);
        (await Event(session, "start", "03:00", """ "rate":{"value":140,"unit":"mg/h"} """)).Is(201);
        var refused = (await Event(session, "pause", "05:15:01")).Is(422); // 2 mg/kg/h for more than 2.25 h: above 4.5 mg/kg
        Assert.Equal("/occurredAt", Pointer(refused));
        Assert.Contains("More than 4.5 mg/kg in a session is implausible", refused.Text, StringComparison.Ordinal);
        Assert.Equal("cumulative-dose,planned-dose", Critical((await Event(session, "pause", "05:15:01", Confirmed)).Is(201)));
        (await Event(session, "resume", "05:20")).Is(201);
        (await Event(session, "stop", "05:30")).Is(201);
    }

    [Fact]
    public async Task A_late_entry_is_judged_with_what_was_recorded_before_it()
    {
        var session = await Planned(plannedMgPerKg: 0.5m);
        (await Event(session, "start", "09:00", """ "rate":{"value":0.5,"unit":"mg/kg/h"} """)).Is(201);
        (await Event(session, "stop", "10:00")).Is(201);
        Assert.Equal("/dose/value", Pointer((await Event(session, "bolus", "09:10", """ "dose":{"value":4.1,"unit":"mg/kg"} """)).Is(422)));
        Assert.Equal("bolus,cumulative-dose,planned-dose", Critical((await Event(session, "bolus", "09:10", """ "dose":{"value":3.9,"unit":"mg/kg"} """)).Is(201)));
    }

    [Fact]
    public async Task An_infusion_that_runs_for_more_than_four_hours_is_critical_and_for_more_than_a_day_implausible()
    {
        var session = await Planned(plannedMgPerKg: null);
        (await Event(session, "start", "2026-06-13T10:00:00Z", """ "rate":{"value":0.01,"unit":"mg/kg/h"} """)).Is(201);
        Assert.Equal("/occurredAt", Pointer((await Event(session, "stop", "2026-06-14T10:00:01Z")).Is(422)));
        Assert.Equal("duration", Critical((await Event(session, "stop", "2026-06-13T14:00:01Z")).Is(201)));
    }

    [Fact]
    public async Task Without_a_weight_seventy_kg_say_what_is_critical_and_nothing_per_kg_is_refused()
    {
        var session = await Planned(plannedMgPerKg: null, weight: "");
        var start = (await Event(session, "start", "09:00", """ "rate":{"value":52.5,"unit":"mg/min"} """)).Is(201);
        Assert.Equal("rate", Critical(start));
        Assert.Equal("cumulative-dose", Critical((await Event(session, "stop", "09:02:01")).Is(201)));

        // The pump's weight is one.
        var pumped = await Planned(plannedMgPerKg: null, weight: "");
        (await Event(pumped, "start", "09:00", """ "weightKg":70,"rate":{"value":52.5,"unit":"mg/min"} """)).Is(422);
    }

    [Fact]
    public async Task A_critical_dose_is_announced_again_where_its_request_is_sent_again_and_where_it_was_of_another_patient()
    {
        using var telemetry = new Telemetry(service);
        var session = await Planned(plannedMgPerKg: null);
        for (var i = 1; i <= 2; i++)
        {
            (await service.Client.Post(
                $"/v1/sessions/{session}/infusion-events",
                """{"type":"start","occurredAt":"2026-06-15T09:00:00Z","performer":"rn-17","rate":{"value":3,"unit":"mg/kg/h"}}""",
                ("Idempotency-Key", "critical-dose"))).Is(201);
            Assert.Equal(i, telemetry.Lines.Count(line => line.Contains("recorded 1 critical doses or weights", StringComparison.Ordinal)));
        }

        (await Event(session, "stop", "09:40")).Is(201);
        (await service.Client.Post(
            $"/v1/sessions/{session}/retraction",
            $$"""{"reason":"mixed up","wrongPatient":true,"reenterUnder":"{{await Given.Patient(service.Client)}}"}""")).Is(200);
        Assert.Single(telemetry.Lines, line => line.Contains("recorded 3 critical doses or weights", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("esketamine", "intranasal", "mg", "84", 201, "")]
    [InlineData("esketamine", "intranasal", "mg", "84.1", 201, "cumulative-dose")]
    [InlineData("esketamine", "intranasal", "mg", "168.1", 422, "/dose/value")]
    [InlineData("ketamine", "oral", "mg/kg", "4.1", 201, "cumulative-dose")]
    [InlineData("ketamine", "oral", "mg/kg", "20.1", 422, "/dose/value")]
    [InlineData("ketamine", "intramuscular", "mg/kg", "2.1", 201, "cumulative-dose")]
    [InlineData("ketamine", "intramuscular", "mg/kg", "13.1", 422, "/dose/value")]
    [InlineData("ketamine", "intravenous", "mg/kg", "1.1", 201, "bolus")]
    [InlineData("ketamine", "intravenous", "mg/kg", "4.6", 422, "/dose/value")]
    [InlineData("midazolam", "intravenous", "mg/kg", "20", 201, "")]
    [InlineData("midazolam", "intravenous", "mg/kg", "20.1", 422, "/dose/value")]
    public async Task Each_medication_and_route_has_its_limits(string medication, string route, string unit, string dose, int status, string told)
    {
        var session = await Planned(plannedMgPerKg: null, medication: medication, route: route);
        (await Event(session, "start", "09:00")).Is(201);
        var answer = (await Event(session, "bolus", "09:00", $$""" "dose":{"value":{{dose}},"unit":"{{unit}}"} """)).Is(status);
        Assert.Equal(told, status == 201 ? Critical(answer) : Pointer(answer));
    }

    [Fact]
    public async Task A_correction_of_a_dose_needs_a_confirmation_of_its_own_and_one_of_a_note_does_not()
    {
        var session = await Planned(plannedMgPerKg: null);
        var start = (await Event(session, "start", "09:00", $$""" "rate":{"value":800,"unit":"mg/h"},{{Confirmed}} """)).Is(201);
        var path = $"/v1/infusion-events/{start.Id}";
        var noted = (await service.Client.Correct(path, """{"reason":"x","note":"as ordered"}""", "\"1\"")).Is(200);
        Assert.Equal(("rate", "md-3"), (Critical(noted), (string)noted["confirmed"]["by"]!));
        Assert.Equal("/rate/value", Pointer((await service.Client.Correct(path, """{"reason":"x","rate":{"value":900,"unit":"mg/h"}}""", "\"2\"")).Is(422)));
        var slip = (await service.Client.Correct(path, """{"reason":"x","rate":{"value":80,"unit":"mg/h"}}""", "\"2\"")).Is(200);
        Assert.Equal("", Critical(slip));
        Assert.Null(slip.Json!["confirmed"]);
    }

    [Fact]
    public async Task A_pause_that_is_retracted_may_make_the_total_critical()
    {
        var session = await Planned(plannedMgPerKg: null);
        (await Event(session, "start", "09:00", """ "rate":{"value":2,"unit":"mg/kg/h"} """)).Is(201);
        var pause = (await Event(session, "pause", "09:10")).Is(201);
        var resume = (await Event(session, "resume", "09:30")).Is(201);
        (await Event(session, "stop", "10:00")).Is(201);
        Assert.Equal("", await CriticalOf(session));
        using var telemetry = new Telemetry(service);
        (await service.Client.Retract($"/v1/infusion-events/{resume.Id}")).Is(200);
        (await service.Client.Retract($"/v1/infusion-events/{pause.Id}")).Is(200);
        Assert.Equal("cumulative-dose", await CriticalOf(session));
        Assert.Single(telemetry.Lines, line => line.Contains("recorded 1 critical doses or weights", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_corrected_weight_of_the_chart_flags_what_is_critical_by_it()
    {
        var session = await Planned(plannedMgPerKg: null);
        (await Event(session, "start", "09:00", """ "rate":{"value":52.5,"unit":"mg/h"} """)).Is(201);
        (await Event(session, "stop", "10:00")).Is(201);
        var changed = (await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":34,"reason":"weighed again"}""", "*")).Is(200);
        Assert.Equal("cumulative-dose", Critical(changed));
        Assert.Equal("", Critical((await service.Client.Patch($"/v1/sessions/{session}", """{"weightKg":70,"reason":"weighed again"}""", "*")).Is(200)));
    }

    [Fact]
    public async Task A_clinic_sets_limits_of_its_own_and_a_dose_is_judged_by_those_that_hold()
    {
        await SetLimits("""{"ketamine":{"intravenous":{"rateMgPerKgPerHour":{"critical":0.5,"plausible":1}}},"midazolam":{"intravenous":{"cumulativeMgPerKg":{"critical":0.1}}}}""");
        try
        {
            Assert.Equal("rate", Critical((await Event(await Planned(null), "start", "09:00", """ "rate":{"value":0.6,"unit":"mg/kg/h"} """)).Is(201)));
            (await Event(await Planned(null), "start", "09:00", """ "rate":{"value":1.1,"unit":"mg/kg/h"} """)).Is(422);
            var midazolam = await Planned(null, medication: "midazolam");
            (await Event(midazolam, "start", "09:00")).Is(201);
            Assert.Equal("cumulative-dose", Critical((await Event(midazolam, "bolus", "09:00", """ "dose":{"value":0.2,"unit":"mg/kg"} """)).Is(201)));
            (await Event(midazolam, "bolus", "09:01", """ "dose":{"value":20,"unit":"mg/kg"} """)).Is(422);
        }
        finally
        {
            await SetLimits("{}");
        }

        (await Event(await Planned(null), "start", "09:00", """ "rate":{"value":1.1,"unit":"mg/kg/h"} """)).Is(201);
    }

    [Theory]
    [InlineData("""{"ketamine":{"intravenous":{"rateMgPerKgPerHour":{"critical":11}}}}""", 422, "/doseLimits/ketamine/intravenous/rateMgPerKgPerHour")]
    [InlineData("""{"ketamine":{"intravenous":{"bolusMgPerKg":{"plausible":0}}}}""", 422, "/doseLimits/ketamine/intravenous/bolusMgPerKg")]
    [InlineData("""{"ketamine":{"rectal":{}}}""", 422, "/doseLimits/ketamine/rectal")]
    [InlineData("""{"Ketamine":{"oral":{}}}""", 422, "/doseLimits/Ketamine")]
    [InlineData("""{"ketamine":null}""", 400, "/doseLimits/ketamine")]
    [InlineData("""{"ketamine":{"oral":null}}""", 400, "/doseLimits/ketamine")]
    [InlineData("""{"ketamine":{"oral":{"dose":1}}}""", 400, "/doseLimits/ketamine/oral/dose")]
    public async Task Limits_that_no_clinic_can_mean_are_refused(string limits, int status, string pointer) =>
        Assert.Equal(pointer, Pointer((await service.Client.Patch("/v1/clinic", $$"""{"doseLimits":{{limits}}}""", "*")).Is(status)));

    [Theory]
    [InlineData("19.9", 422)]
    [InlineData("350.1", 422)]
    [InlineData("20", 201)]
    public async Task A_weight_below_20_or_above_350_kg_is_implausible(string kg, int status)
    {
        var answer = await Session(await Given.Patient(service.Client), $"\"weightKg\":{kg}");
        Assert.Equal(status, answer.Status);
        if (status == 422)
        {
            Assert.Equal("/weightKg", Pointer(answer));
            var made = (await Session(await Given.Patient(service.Client), $"\"weightKg\":{kg},{Confirmed}")).Is(201);
            Assert.Equal(("weight", "md-3"), (Critical(made), (string)made["confirmed"]["by"]!));
            Assert.Equal(422, (await Session(await Given.Patient(service.Client), $"\"weightKg\":1000.1,{Confirmed}")).Status);
            Assert.Equal(422, (await service.Client.Patch($"/v1/sessions/{made.Id}", """{"weightKg":12}""", "*")).Status);
            var changed = (await service.Client.Patch($"/v1/sessions/{made.Id}", """{"weightKg":72}""", "*")).Is(200);
            Assert.Equal(("", true), (Critical(changed), changed.Json!["confirmed"] is null));
        }
    }

    [Theory]
    [InlineData("77", "2026-06-14T09:00:00Z", "")]
    [InlineData("77.1", "2026-06-14T09:00:00Z", "weight")]
    [InlineData("62.9", "2026-06-14T09:00:00Z", "weight")]
    [InlineData("62.9", "2026-08-30T09:00:00Z", "weight")]
    [InlineData("62.9", "2026-08-30T09:00:01Z", "")]
    public async Task A_weight_more_than_a_tenth_off_the_patients_last_of_ninety_days_is_critical(string kg, string scheduledAt, string critical)
    {
        using var telemetry = new Telemetry(service);
        var patient = await Given.Patient(service.Client);
        (await Session(patient, """ "weightKg":50,"scheduledAt":"2026-05-01T09:00:00Z" """)).Is(201);
        (await Session(patient, """ "weightKg":70,"scheduledAt":"2026-06-01T09:00:00Z" """)).Is(201); // a tenth off the first, too
        var before = telemetry.Lines.Count(line => line.Contains("critical doses or weights", StringComparison.Ordinal));
        var made = (await Session(patient, $"\"weightKg\":{kg},\"scheduledAt\":\"{scheduledAt}\"")).Is(201);
        Assert.Equal(critical, Critical(made));
        Assert.Equal(before + (critical.Length > 0 ? 1 : 0), telemetry.Lines.Count(line => line.Contains("critical doses or weights", StringComparison.Ordinal)));

        // The session's own weight of before is no other.
        Assert.Equal("", Critical((await service.Client.Patch($"/v1/sessions/{made.Id}", """{"weightKg":70}""", "*")).Is(200)));
    }

    private async Task SetLimits(string limits) => (await service.Client.Patch("/v1/clinic", $$"""{"doseLimits":{{limits}}}""", "*")).Is(200);

    private async Task<string> Planned(decimal? plannedMgPerKg, string weight = "\"weightKg\":70,", string medication = "ketamine", string route = "intravenous") =>
        (await service.Client.Post("/v1/sessions", $$"""
            {"patientId":"{{await Given.Patient(service.Client)}}","indication":"other","medication":"{{medication}}",{{weight}}
             {{(plannedMgPerKg is { } dose ? FormattableString.Invariant($"\"plannedDoseMgPerKg\":{dose},") : "")}}"route":"{{route}}"}
            """)).Is(201).Id;

    private Task<Answer> Session(string patient, string members) => service.Client.Post("/v1/sessions", $$"""
        {"patientId":"{{patient}}","indication":"other","medication":"ketamine","route":"intravenous",{{members}}}
        """);

    private Task<Answer> Event(string session, string type, string time, string? members = null) =>
        service.Client.Post($"/v1/sessions/{session}/infusion-events", $$"""
            {"type":"{{type}}","occurredAt":"{{(time.Length > 8 ? time : $"2026-06-15T{time}{(time.Length == 5 ? ":00" : "")}Z")}}","performer":"rn-17"{{(members is null ? "" : "," + members)}}}
            """);

    private async Task<string> CriticalOf(string session) => Critical((await service.Client.Get($"/v1/sessions/{session}")).Is(200));

    private static string Critical(Answer answer) => string.Join(',', answer["critical"].AsArray().Select(what => (string)what!));

    private static string Pointer(Answer answer) => (string)answer["errors"][0]!["pointer"]!;
}
