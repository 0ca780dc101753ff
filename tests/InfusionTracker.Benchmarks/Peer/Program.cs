using InfusionTracker.Benchmarks.Peer;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddDbContextPool<PeerContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("Peer")));
var app = builder.Build();

// Whose records they are comes with the request, and is believed: the peer checks no key.
app.MapPost("/v1/sessions/{sessionId:guid}/observations", async (
    Guid sessionId, NewObservation body, [FromHeader(Name = "X-Clinic")] Guid clinic, PeerContext db) =>
{
    if (!await db.Sessions.AnyAsync(s => s.ClinicId == clinic && s.Id == sessionId))
    {
        return Results.NotFound();
    }

    var now = TimeProvider.System.GetUtcNow().UtcDateTime;
    var observation = new Observation
    {
        ClinicId = clinic,
        Id = body.Id ?? Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        SessionId = sessionId,
        Code = body.Code,
        Value = body.Value,
        Unit = body.Unit,
        CanonicalValue = body.Value,
        CanonicalUnit = body.Unit,
        ObservedAt = body.ObservedAt.UtcDateTime,
        Performer = body.Performer,
        RecordedAt = now,
        CreatedAt = now,
    };
    db.Observations.Add(observation);
    await db.SaveChangesAsync();
    return Results.Created($"/v1/observations/{observation.Id}", ObservationAnswer.Of(observation));
});

app.MapGet("/v1/sessions/{sessionId:guid}/series", async (Guid sessionId, [FromHeader(Name = "X-Clinic")] Guid clinic, PeerContext db) =>
{
    var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.ClinicId == clinic && s.Id == sessionId);
    if (session?.StartedAt is not { } t0)
    {
        return Results.NotFound();
    }

    var events = await db.InfusionEvents.AsNoTracking()
        .Where(e => e.ClinicId == clinic && e.SessionId == sessionId && e.Status != "entered-in-error")
        .OrderBy(e => e.OccurredAt)
        .ToListAsync();
    var observations = await db.Observations.AsNoTracking()
        .Where(o => o.ClinicId == clinic && o.SessionId == sessionId && o.Status != "entered-in-error")
        .OrderBy(o => o.ObservedAt).ThenBy(o => o.CreatedAt).ThenBy(o => o.Id)
        .ToListAsync();
    return Results.Ok(SeriesAnswer.Of(session, t0, events, observations));
});

app.MapGet("/v1/sessions/{sessionId:guid}/onset", async (
    Guid sessionId, string instrument, [FromHeader(Name = "X-Clinic")] Guid clinic, PeerContext db) =>
{
    var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.ClinicId == clinic && s.Id == sessionId);
    if (session?.StartedAt is not { } t0)
    {
        return Results.NotFound();
    }

    var starts = await db.Sessions.AsNoTracking()
        .Where(s => s.ClinicId == clinic && s.PatientId == session.PatientId && s.StartedAt != null && s.Status != "entered-in-error")
        .OrderBy(s => s.StartedAt)
        .Select(s => s.StartedAt!.Value)
        .ToListAsync();
    var scores = await db.Scores.AsNoTracking()
        .Where(s => s.ClinicId == clinic && s.PatientId == session.PatientId && s.Instrument == instrument && s.Total != null && s.Status != "entered-in-error")
        .OrderBy(s => s.AssessedAt)
        .ToListAsync();
    return Results.Ok(OnsetAnswer.Of(session.Id, instrument, t0, starts, scores));
});

app.MapGet("/v1/sessions", async (int? limit, [FromHeader(Name = "X-Clinic")] Guid clinic, PeerContext db) =>
{
    var size = limit ?? 50;
    var sessions = await db.Sessions.AsNoTracking()
        .Where(s => s.ClinicId == clinic && s.Status != "entered-in-error")
        .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
        .Take(size + 1)
        .ToListAsync();
    return Results.Ok(new
    {
        items = sessions.Take(size).Select(SessionAnswer.Of),
        next = sessions.Count > size ? Convert.ToBase64String(sessions[size - 1].Id.ToByteArray()) : null,
    });
});

app.Run();
