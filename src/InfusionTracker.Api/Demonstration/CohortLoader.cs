using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// Sends a cohort to the service as any client would. Patients go several at once, what is recorded of one of them in
/// order; whoever is there already is left alone, and whoever is there by half is completed. What fails is sent again: every
/// record has its id, so that twice does no harm. A patient that cannot be completed keeps no other from it.
/// </summary>
/// <param name="service">A client of the running service.</param>
/// <param name="keys">A key of each clinic, by its position in the design.</param>
/// <param name="atOnce">How many patients at once.</param>
/// <param name="pause">The first pause before a request is sent again; each later one is twice as long, 5 s at most.</param>
public sealed class CohortLoader(HttpClient service, IReadOnlyList<string> keys, int atOnce = 8, TimeSpan? pause = null)
{
    /// <summary>Some five minutes: what was away for so long may be away for good.</summary>
    private const int MostAttempts = 60;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _pause = pause ?? TimeSpan.FromSeconds(0.2);

    /// <summary>Told why a request is sent again.</summary>
    public Action<string>? SentAgain { get; init; }

    /// <summary>Sends what is not there yet.</summary>
    /// <param name="stories">The cohort.</param>
    /// <param name="told">Told of each patient that is complete, and whether anything had to be sent; by one thread at a time.</param>
    /// <param name="cancellation">Stops after the requests in flight.</param>
    /// <returns>For each patient that is not complete, why.</returns>
    public async Task<IReadOnlyList<string>> Load(IEnumerable<PatientStory> stories, Action<PatientStory, bool> told, CancellationToken cancellation)
    {
        var turn = new Lock();
        var incomplete = new List<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(stories, options, async (story, stop) =>
        {
            var (sent, failure) = await Complete(story, stop);
            lock (turn)
            {
                if (failure is null)
                {
                    told(story, sent);
                }
                else
                {
                    incomplete.Add(failure);
                }
            }
        });
        return incomplete;
    }

    /// <summary>Defines the protocols of every clinic; one that somebody has changed since stays as it was changed.</summary>
    /// <returns>For each that could not be defined, why.</returns>
    public async Task<IReadOnlyList<string>> Define(IEnumerable<ProtocolDesign> protocols, CancellationToken cancellation)
    {
        var undefined = new List<string>();
        foreach (var protocol in protocols.Where(p => p.Definition is not null))
        {
            for (var clinic = 0; clinic < keys.Count; clinic++)
            {
                var answer = await Send(clinic, HttpMethod.Put, $"/v1/protocols/{protocol.Code}", protocol.Definition, null, cancellation);
                if (!answer.IsSuccess && answer.Status is not (HttpStatusCode.Conflict or HttpStatusCode.PreconditionRequired))
                {
                    undefined.Add(answer.Failure);
                }
            }
        }

        return undefined;
    }

    /// <returns>Whether anything was sent, and why the patient is not complete; null where it is.</returns>
    private async Task<(bool Sent, string? Failure)> Complete(PatientStory story, CancellationToken cancellation)
    {
        var there = await Send(story.Clinic, HttpMethod.Get, $"/v1/scores/{story.ClosingScoreId}", null, null, cancellation);
        if (there.IsSuccess)
        {
            return (false, null);
        }

        if (there.Status != HttpStatusCode.NotFound)
        {
            return (false, there.Failure);
        }

        foreach (var request in story.Requests)
        {
            var answer = await Send(story.Clinic, request.Method, request.Path, request.Body, request.ChangesVersion, cancellation);

            // What changes a version that is no longer the current one was done before, by this run or another.
            var wasDone = answer.Status == HttpStatusCode.PreconditionFailed && request.ChangesVersion is not null;
            if (!answer.IsSuccess && !wasDone)
            {
                return (true, answer.Failure);
            }
        }

        return (true, null);
    }

    /// <summary>Sends, and sends again what was not done for no reason of its own.</summary>
    private async Task<Answer> Send(int clinic, HttpMethod method, string path, JsonNode? body, int? changesVersion, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendOnce(clinic, method, path, body, changesVersion, cancellation);
            if (!answer.IsPassing || attempt == MostAttempts)
            {
                return answer;
            }

            SentAgain?.Invoke(answer.Failure);
            await Task.Delay(answer.RetryAfter ?? Longer(attempt), cancellation);
        }
    }

    private TimeSpan Longer(int attempt)
    {
        var longer = _pause * Math.Pow(2, Math.Min(attempt - 1, 10));
        return longer < LongestPause ? longer : LongestPause;
    }

    private async Task<Answer> SendOnce(int clinic, HttpMethod method, string path, JsonNode? body, int? changesVersion, CancellationToken cancellation)
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

        try
        {
            using var response = await service.SendAsync(request, cancellation);
            return new Answer(
                response.StatusCode,
                response.Headers.RetryAfter?.Delta,
                response.IsSuccessStatusCode ? "" : $"{method} {path} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Answer(null, null, $"{method} {path} was not answered.");
        }
    }

    /// <param name="Status">The status; null where no answer came.</param>
    /// <param name="RetryAfter">When to come again, where the service says so.</param>
    /// <param name="Failure">What was not done and why, in a sentence.</param>
    private sealed record Answer(HttpStatusCode? Status, TimeSpan? RetryAfter, string Failure)
    {
        public bool IsSuccess => (int?)Status is >= 200 and < 300;

        /// <summary>True of what another try may do: the service was busy, its database was away, or something broke on the way.</summary>
        public bool IsPassing => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500;
    }
}
