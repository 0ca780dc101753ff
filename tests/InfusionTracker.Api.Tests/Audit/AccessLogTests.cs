using System.Diagnostics.Metrics;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Platform;
using InfusionTracker.Api.Tests.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace InfusionTracker.Api.Tests.Audit;

/// <summary>Every read of records is logged: who, which, when, what for.</summary>
public sealed class AccessLogTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_read_of_one_record_says_who_read_which_when_and_what_for()
    {
        var reader = await service.As("clinician");
        var score = await Score();
        var read = (await reader.Get($"/v1/scores/{score.Id}", ("Purpose-Of-Use", "TREAT"))).Is(200);
        Assert.Equal($"GetScore score {{{score.Id}}} {{{score["patientId"]}}} TREAT", await Logged(
            $"concat_ws(' ', operation, record_type, record_ids, patient_ids, purpose)", read));
        Assert.Equal(true, await service.Superuser($"select read_at between now() - interval '30 s' and now() from access_log where request_id = '{RequestId(read)}'"));
        Assert.Equal(await service.Superuser($"select id from api_key where id = (select client_id from access_log where request_id = '{RequestId(read)}')"),
            await Logged("client_id", read));
    }

    [Fact]
    public async Task A_list_is_logged_with_the_ids_of_its_page_alone()
    {
        var session = await Given.Session(service.Client);
        var first = await Given.HeartRate(service.Client, session);
        await Given.HeartRate(service.Client, session);
        var page = (await service.Client.Get($"/v1/sessions/{session}/observations?limit=1")).Is(200);
        Assert.Equal($"ListObservations observation {{{first.Id}}} {{{session}}}", await Logged("concat_ws(' ', operation, record_type, record_ids, session_ids, filter)", page));
    }

    [Fact]
    public async Task A_session_with_its_parts_is_logged_with_the_ids_of_all()
    {
        var session = await Given.Session(service.Client);
        var heartRate = await Given.HeartRate(service.Client, session);
        var read = (await service.Client.Get($"/v1/sessions/{session}?include=observations")).Is(200);
        Assert.Equal($"{{{session},{heartRate.Id}}}", await Logged("record_ids::text", read));
    }

    [Fact]
    public async Task An_empty_list_of_a_session_is_a_read_of_that_session()
    {
        var session = await Given.Session(service.Client);
        var read = (await service.Client.Get($"/v1/sessions/{session}/adverse-events")).Is(200);
        Assert.Equal($"{{}} {{{session}}}", await Logged("concat_ws(' ', record_ids, session_ids)", read));
    }

    [Theory]
    [InlineData("/dose?at=2026-06-15T10:30:00Z", "GetSessionDose", "at=2026-06-15T10%3A30%3A00Z")]
    [InlineData("/series?codes=8867-4", "GetSessionSeries", "codes=8867-4")]
    [InlineData("/onset?instrument=HAMA", "GetSessionOnset", "instrument=HAMA")]
    public async Task Figures_of_a_session_are_a_read_of_it(string path, string operation, string filter)
    {
        var session = await Given.StartedSession(service.Client, "2026-06-15T10:00:00Z");
        var read = (await service.Client.Get($"/v1/sessions/{session}{path}")).Is(200);
        Assert.Equal($"{operation} session {{{session}}} {filter}", await Logged("concat_ws(' ', operation, record_type, record_ids, filter)", read));
    }

    [Fact]
    public async Task A_trajectory_is_a_read_of_the_patient()
    {
        var patient = await Given.Patient(service.Client);
        var read = (await service.Client.Get($"/v1/patients/{patient}/trajectory?instrument=HAMA")).Is(200);
        Assert.Equal($"GetPatientTrajectory patient {{{patient}}}", await Logged("concat_ws(' ', operation, record_type, record_ids)", read));
    }

    [Fact]
    public async Task A_cohort_is_logged_by_its_filter_without_ids()
    {
        var read = (await service.Client.Get("/v1/cohorts/onset?instrument=HAMA")).Is(200);
        Assert.Equal("GetCohortOnset {} instrument=HAMA", await Logged("concat_ws(' ', operation, record_ids, filter)", read));
    }

    [Fact]
    public async Task An_export_is_one_entry_with_its_dataset_and_filter()
    {
        var patient = await Given.Patient(service.Client);
        await Given.Session(service.Client, patient);
        var read = (await service.Client.Get($"/v1/exports/sessions.csv?patient={patient}", ("Purpose-Of-Use", "HRESCH"))).Is(200);
        Assert.Equal($"StreamSessions {{}} {{{patient}}} format=csv&patient={patient} HRESCH", await Logged("concat_ws(' ', operation, record_ids, patient_ids, filter, purpose)", read));
    }

    [Theory]
    [InlineData("/v1/patients/0196f7a0-0000-7000-8000-00000000dead", 404)]
    [InlineData("/v1/patients?limit=0", 400)]
    [InlineData("/v1/instruments", 200)]
    [InlineData("/v1/observation-codes", 200)]
    public async Task What_shows_no_record_is_not_logged(string path, int status)
    {
        var answer = (await service.Client.Get(path)).Is(status);
        await Seals.AreDone(service);
        Assert.Equal(0L, await service.Superuser($"select count(*) from access_log where request_id = '{RequestId(answer)}'"));
    }

    [Fact]
    public async Task A_write_that_writes_nothing_is_a_read_of_what_it_answers_with()
    {
        var patient = await Given.Patient(service.Client);
        (await service.Client.Retract($"/v1/patients/{patient}")).Is(200);
        var again = (await service.Client.Retract($"/v1/patients/{patient}")).Is(200);
        Assert.Equal($"RetractPatient patient {{{patient}}}", await Logged("concat_ws(' ', operation, record_type, record_ids)", again));
        (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "read again"))).Is(201);
        var replayed = (await service.Client.Post("/v1/patients", "{}", ("Idempotency-Key", "read again"))).Is(201);
        Assert.Equal($"CreatePatient patient {{{replayed.Id}}}", await Logged("concat_ws(' ', operation, record_type, record_ids)", replayed));
        var session = await Given.Session(service.Client);
        var written = (await service.Client.Retract($"/v1/sessions/{session}")).Is(200);
        await Seals.AreDone(service);
        Assert.Equal(0L, await service.Superuser($"select count(*) from access_log where request_id = '{RequestId(written)}'"));
    }

    [Fact]
    public async Task A_caller_without_a_valid_key_leaves_no_entry()
    {
        using var stranger = new ApiClient(service.Url, ApiKey.Create(service.ClinicId, Guid.Empty).Text);
        foreach (var path in (string[])["/v1/patients", "/v1/exports/sessions.ndjson"])
        {
            var answer = (await stranger.Get(path)).Is(401);
            await Seals.AreDone(service);
            Assert.Equal(0L, await service.Superuser($"select count(*) from access_log where request_id = '{RequestId(answer)}'"));
        }
    }

    [Fact]
    public async Task A_caller_who_does_not_say_what_for_is_logged_as_one_who_did_not_say()
    {
        var read = (await service.Client.Get("/v1/patients")).Is(200);
        Assert.Equal("unsaid", await Logged("coalesce(purpose, 'unsaid')", read));
    }

    [Theory]
    [InlineData("treat", null, "Purpose-Of-Use")]
    [InlineData("CURIOSITY", null, "Purpose-Of-Use")]
    [InlineData("ETREAT", null, "Purpose-Of-Use-Reason")]
    [InlineData("BTG", null, "Purpose-Of-Use-Reason")]
    [InlineData("ETREAT", "   ", "Purpose-Of-Use-Reason")]
    public async Task A_purpose_that_is_not_known_and_an_emergency_without_a_reason_are_refused(string code, string? reason, string parameter)
    {
        (string, string)[] headers = reason is null ? [("Purpose-Of-Use", code)] : [("Purpose-Of-Use", code), ("Purpose-Of-Use-Reason", reason)];
        var refused = (await service.Client.Get("/v1/patients", headers)).Is(400);
        Assert.Equal(parameter, (string)refused["errors"][0]!["parameter"]!);
    }

    [Fact]
    public async Task Access_in_an_emergency_leaves_its_reason_and_raises_an_alarm()
    {
        var alarms = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "infusion_tracker.emergency_reads")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref alarms, value));
        listener.Start();
        var patient = await Given.Patient(service.Client);
        var read = (await service.Client.Get($"/v1/patients/{patient}", ("Purpose-Of-Use", "ETREAT"), ("Purpose-Of-Use-Reason", "unconscious on arrival"))).Is(200);
        Assert.Equal("ETREAT unconscious on arrival", await Logged("concat_ws(' ', purpose, purpose_reason)", read));
        Assert.True(Interlocked.Read(ref alarms) >= 1, "No alarm was counted.");
    }

    [Fact]
    public async Task What_was_read_before_an_orderly_end_is_in_the_log()
    {
        await using var ending = new EndingService(service);
        var before = (long)(await service.Superuser("select count(*) from access_log where operation = 'EndingRead'"))!;
        await ending.Read(50);
        await ending.Stop();
        Assert.Equal(before + 50, await service.Superuser("select count(*) from access_log where operation = 'EndingRead'"));
    }

    [Fact]
    public async Task Where_the_log_is_full_a_read_is_refused_and_not_answered_unlogged()
    {
        await using var ending = new EndingService(service, starts: false);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => ending.Read(20_001));
        Assert.Equal(503, refused.Problem.Status);
    }

    private async Task<Answer> Score() => (await service.Client.Post("/v1/scores", $$"""
        {"patientId":"{{await Given.Patient(service.Client)}}","instrument":"HAMA","assessedAt":"2026-06-15T10:00:00Z","total":20}
        """)).Is(201);

    /// <summary>A value of the entry of a request, once it is written.</summary>
    private async Task<object?> Logged(string expression, Answer read)
    {
        object? found = null;
        await Seals.Eventually(
            async () => (found = await service.Superuser($"select {expression} from access_log where request_id = '{RequestId(read)}'")) is not null,
            "The read was not logged.");
        return found;
    }

    private static string RequestId(Answer answer) => answer.Headers.GetValues("X-Request-Id").Single();

    /// <summary>A log of its own on the database of the service, without an HTTP server.</summary>
    private sealed class EndingService : IAsyncDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly Npgsql.NpgsqlDataSource _source;
        private readonly AccessLog _log;
        private readonly Caller _caller;
        private readonly bool _starts;

        public EndingService(RunningService service, bool starts = true)
        {
            _starts = starts;
            _source = Service.ServiceDataSource(service.Address.Service);
            _log = new AccessLog(_source, service.Clock, NullLogger<AccessLog>.Instance, _services.GetRequiredService<IMeterFactory>());
            _caller = new Caller { ClinicId = service.ClinicId, Scope = "records:read", RequestId = "r", Operation = "EndingRead" };
            if (starts)
            {
                _log.StartAsync(CancellationToken.None);
            }
        }

        public async Task Read(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _log.Take(new DefaultHttpContext(), _caller, answer: null);
            }
        }

        public Task Stop() => _log.StopAsync(CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            if (_starts)
            {
                await Stop();
            }

            _log.Dispose();
            await _source.DisposeAsync();
            await _services.DisposeAsync();
        }
    }
}
