using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Hosting;

namespace InfusionTracker.Api.Platform;

/// <summary>How much may be asked for.</summary>
/// <param name="PerSecond">Requests a second, in the long run.</param>
/// <param name="Burst">Requests at once, after a pause.</param>
public readonly record struct RequestRate(int PerSecond, int Burst)
{
    /// <summary>Seconds after which a burst may come again.</summary>
    public int Window => (Burst + PerSecond - 1) / PerSecond;

    /// <summary><c>Rates:{name}</c> of the configuration; the burst is that of two seconds where it is not given.</summary>
    /// <exception cref="CommandException">A number is not positive.</exception>
    public static RequestRate Of(IConfiguration configuration, string name, int usual)
    {
        var perSecond = configuration.GetValue($"Rates:{name}:PerSecond", usual);
        var burst = configuration.GetValue($"Rates:{name}:Burst", (int)Math.Min(2L * perSecond, int.MaxValue));
        return perSecond > 0 && burst > 0 ? new RequestRate(perSecond, burst) : throw new CommandException($"Give Rates__{name} positive numbers.");
    }
}

/// <summary>
/// Rates per client and per clinic. Who asks is known only once the database has let a credential in; until then, and
/// wherever none is needed, requests count for the address that they come from. So nobody can use up the rate of a client
/// or clinic without its credentials, and nobody learns by asking too much which clients there are.
/// </summary>
public sealed class RateLimits : IAsyncDisposable
{
    /// <summary>Beyond this many credentials, all are forgotten, and each proves itself once more.</summary>
    private const int MostRemembered = 100_000;

    /// <summary>By clinic and id of the key: a text that names another clinic is another key, whatever else it holds.</summary>
    private readonly ConcurrentDictionary<(Guid Clinic, Guid Key), (byte[] SecretHash, Guid ClientId)> _proven = new();
    private readonly Buckets<(Guid Clinic, Guid Client)> _clients;
    private readonly Buckets<Guid> _clinics;
    private readonly Buckets<UInt128> _addresses;

    public RateLimits(IConfiguration configuration)
    {
        _clients = new("client", RequestRate.Of(configuration, "Client", 100));
        _clinics = new("clinic", RequestRate.Of(configuration, "Clinic", 500));
        _addresses = new("address", RequestRate.Of(configuration, "Address", 100));
    }

    /// <summary>Counts a request that names nobody.</summary>
    /// <exception cref="ProblemException">429 where its address has asked too much.</exception>
    public void Count(HttpContext context)
    {
        var address = Network(context.Connection.RemoteIpAddress ?? IPAddress.None);
        Tell(context, [(_addresses.Policy, _addresses.State(address))]);
        _addresses.Take(address);
    }

    /// <summary>Counts a request of a client and of its clinic.</summary>
    /// <exception cref="ProblemException">429 where either has asked too much.</exception>
    public void Count(HttpContext context, Caller caller)
    {
        if (ClientOf(caller) is not { } client)
        {
            Count(context);
            return;
        }

        Tell(context, [(_clients.Policy, _clients.State((caller.ClinicId, client))), (_clinics.Policy, _clinics.State(caller.ClinicId))]);
        _clients.Take((caller.ClinicId, client));
        _clinics.Take(caller.ClinicId);
    }

    /// <summary>
    /// Remembers a key that was let in, and forgets one that was not, since it may have been revoked; with another secret it
    /// is another key, of which nothing is known.
    /// </summary>
    public void Settle(Caller caller)
    {
        if (caller.Token is not null)
        {
            return;
        }

        if (!caller.Admitted)
        {
            if (ClientOf(caller) is not null)
            {
                _proven.TryRemove((caller.ClinicId, caller.Key.KeyId), out _);
            }
        }
        else if (ClientOf(caller) is null)
        {
            if (_proven.Count >= MostRemembered)
            {
                _proven.Clear();
            }

            _proven[(caller.ClinicId, caller.Key.KeyId)] = (caller.Key.SecretHash, caller.ClientId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await _clinics.DisposeAsync();
        await _addresses.DisposeAsync();
    }

    /// <summary>The client where that is proven: a token by its signature, a key by having been let in before; else null.</summary>
    private Guid? ClientOf(Caller caller) => caller.Token is { } token ? token.ClientId
        : _proven.TryGetValue((caller.ClinicId, caller.Key.KeyId), out var proven) && CryptographicOperations.FixedTimeEquals(proven.SecretHash, caller.Key.SecretHash) ? proven.ClientId
        : null;

    /// <summary>An IPv4 address, or the /64 network of an IPv6 one, which is what one customer is given.</summary>
    private static UInt128 Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        address.TryWriteBytes(bytes[(address.AddressFamily == AddressFamily.InterNetwork ? 12 : 0)..], out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Names the rates and what is left of them (draft-ietf-httpapi-ratelimit-headers), whatever the answer will be.</summary>
    private static void Tell(HttpContext context, (string Policy, Func<string> State)[] rates) =>
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["RateLimit-Policy"] = string.Join(", ", rates.Select(rate => rate.Policy));
            context.Response.Headers["RateLimit"] = string.Join(", ", rates.Select(rate => rate.State()));
            return Task.CompletedTask;
        });

    /// <summary>A bucket of tokens for each of many; those that are full again are dropped.</summary>
    private sealed class Buckets<T>(string name, RequestRate rate) : IAsyncDisposable
        where T : notnull
    {
        private readonly PartitionedRateLimiter<T> _limiter = PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = rate.Burst,
            TokensPerPeriod = rate.PerSecond < 100 ? 1 : rate.PerSecond / 10,
            ReplenishmentPeriod = rate.PerSecond < 100 ? TimeSpan.FromSeconds(1.0 / rate.PerSecond) : TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
        }));

        public string Policy { get; } = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={rate.Burst};w={rate.Window}");

        /// <summary>What is left, and in how many seconds all of it is again.</summary>
        public Func<string> State(T key) => () =>
        {
            var left = _limiter.GetStatistics(key)?.CurrentAvailablePermits ?? rate.Burst;
            return string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={(rate.Burst - left + rate.PerSecond - 1) / rate.PerSecond}");
        };

        public void Take(T key)
        {
            using var lease = _limiter.AttemptAcquire(key);
            if (!lease.IsAcquired)
            {
                var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
                throw new ProblemException(new Problem(429, "too-many", $"This {name} asks too much at once. Wait as long as Retry-After says.") { RetryAfter = Math.Max(1, wait) });
            }
        }

        public ValueTask DisposeAsync() => _limiter.DisposeAsync();
    }
}
