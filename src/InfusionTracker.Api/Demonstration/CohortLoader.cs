using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Hosting;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// Sends a cohort to the service as any client would. Patients go several at once, what is recorded of one of them in
/// order; whoever is there already is left alone, and whoever is there by half is completed.
/// </summary>
/// <param name="service">A client of the running service.</param>
/// <param name="keys">A key of each clinic, by its position in the design.</param>
/// <param name="atOnce">How many patients at once.</param>
public sealed class CohortLoader(HttpClient service, IReadOnlyList<string> keys, int atOnce = 8)
{
    private const int MostAttempts = 60;

    /// <summary>Sends what is not there yet.</summary>
    /// <param name="stories">The cohort.</param>
    /// <param name="told">Told of each patient that is complete, and whether anything had to be sent; by one thread at a time.</param>
    /// <param name="cancellation">Stops after the requests in flight.</param>
    /// <exception cref="CommandException">The service refused something, or went away.</exception>
    public async Task Load(IEnumerable<PatientStory> stories, Action<PatientStory, bool> told, CancellationToken cancellation)
    {
        var turn = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(stories, options, async (story, stop) =>
        {
            var sent = !await IsThere(story, stop);
            if (sent)
            {
                foreach (var request in story.Requests)
                {
                    await Send(story.Clinic, request, stop);
                }
            }

            lock (turn)
            {
                told(story, sent);
            }
        });
    }

    /// <summary>Defines the protocols of every clinic; one that somebody has changed since stays as it was changed.</summary>
    /// <exception cref="CommandException">The service refused something, or went away.</exception>
    public async Task Define(IEnumerable<ProtocolDesign> protocols, CancellationToken cancellation)
    {
        foreach (var protocol in protocols.Where(p => p.Definition is not null))
        {
            for (var clinic = 0; clinic < keys.Count; clinic++)
            {
                using var response = await Answer(
                    clinic, HttpMethod.Put, $"/v1/protocols/{protocol.Code}", protocol.Definition, changesVersion: null, cancellation);
                if (!response.IsSuccessStatusCode
                    && response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.PreconditionRequired))
                {
                    throw await Refused(response, cancellation);
                }
            }
        }
    }

    private async Task<bool> IsThere(PatientStory story, CancellationToken cancellation)
    {
        using var response = await Answer(story.Clinic, HttpMethod.Get, $"/v1/scores/{story.ClosingScoreId}", null, null, cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await Refused(response, cancellation),
        };
    }

    private async Task Send(int clinic, CohortRequest request, CancellationToken cancellation)
    {
        using var response = await Answer(clinic, request.Method, request.Path, request.Body, request.ChangesVersion, cancellation);

        // What changes a version that is no longer the current one was done by a run before this.
        var wasDone = response.StatusCode == HttpStatusCode.PreconditionFailed && request.ChangesVersion is not null;
        if (!response.IsSuccessStatusCode && !wasDone)
        {
            throw await Refused(response, cancellation);
        }
    }

    /// <summary>Sends until the service is not too busy to answer.</summary>
    private async Task<HttpResponseMessage> Answer(
        int clinic, HttpMethod method, string path, JsonNode? body, int? changesVersion, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[clinic]);
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            }

            if (changesVersion is { } version)
            {
                request.Headers.TryAddWithoutValidation("If-Match", Answers.ETag(version));
            }

            HttpResponseMessage response;
            try
            {
                response = await service.SendAsync(request, cancellation);
            }
            catch (HttpRequestException e)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new CommandException($"The service went away: {e.Message} Run demo again; it goes on where this run ended.");
            }

            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == MostAttempts)
            {
                return response;
            }

            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            response.Dispose();
            await Task.Delay(wait, cancellation);
        }
    }

    private static async Task<CommandException> Refused(HttpResponseMessage response, CancellationToken cancellation)
    {
        var request = response.RequestMessage!;
        var said = await response.Content.ReadAsStringAsync(cancellation);
        return new CommandException(
            $"The service refused {request.Method} {request.RequestUri!.AbsolutePath} with {(int)response.StatusCode}: {said}"
            + (response.StatusCode == HttpStatusCode.Conflict ? " If another build began this cohort, give the demonstration another database." : ""));
    }
}
