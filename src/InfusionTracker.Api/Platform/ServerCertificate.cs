using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InfusionTracker.Api.Hosting;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The certificate of https addresses. A renewed file is used for new connections within ten seconds, without a restart. If the new
/// file cannot be used, for example because it is only half written, the old certificate stays in use.
/// </summary>
public sealed partial class ServerCertificate
{
    private static readonly Duration BetweenLooks = Duration.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly IClock _clock;
    private readonly ILogger<ServerCertificate> _log;
    private readonly string? _password;
    private readonly string _path;
    private readonly string? _keyPath;
    private Files _files;
    private SslStreamCertificateContext _inUse;
    private Instant _looked;

    /// <exception cref="CommandException">A file cannot be read, or holds no certificate with its private key.</exception>
    public ServerCertificate(IConfiguration configuration, IHostEnvironment environment, IClock clock, ILogger<ServerCertificate> log)
    {
        var settings = Settings(configuration);
        string InFull(string path) => Path.Combine(environment.ContentRootPath, path);
        (_clock, _log, _password, _path) = (clock, log, settings["Password"], InFull(settings["Path"]!));
        _keyPath = settings["KeyPath"] is { Length: > 0 } key ? InFull(key) : null;
        try
        {
            _files = Read();
            _inUse = Load(_files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var missing = _keyPath is not null && File.Exists(_path) ? _keyPath : _path;
            throw new CommandException($"The certificate file {missing} cannot be read. Name files that the service may read: {Names}.");
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new CommandException($"{_path} holds no certificate that can be used with its private key. Check {Names}.");
        }

        _looked = clock.GetCurrentInstant();
    }

    /// <summary>The settings that name the files.</summary>
    public const string Names = "Kestrel__Certificates__Default__Path, __KeyPath and __Password";

    /// <summary>True if the configuration names a file.</summary>
    public static bool IsNamed(IConfiguration configuration) => Settings(configuration)["Path"] is { Length: > 0 };

    /// <summary>
    /// The settings of Kestrel but for the certificate: Kestrel would read the file as well, and log a trace whenever it cannot.
    /// </summary>
    public static IConfiguration Others(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.GetSection("Kestrel").AsEnumerable(makePathsRelative: true)
            .Where(setting => !setting.Key.StartsWith("Certificates:Default", StringComparison.OrdinalIgnoreCase)))
        .Build();

    /// <summary>The certificate and its chain for a connection that begins now.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            var now = _clock.GetCurrentInstant();
            if (now - _looked >= BetweenLooks)
            {
                _looked = now;
                TakeUpRenewed();
            }

            return _inUse;
        }
    }

    private void TakeUpRenewed()
    {
        try
        {
            var files = Read();
            if (!files.Equals(_files))
            {
                _inUse = Load(files);
                _files = files;
                LogRenewed(_path, _inUse.TargetCertificate.NotAfter.ToUniversalTime());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || IsUnusable(e))
        {
            LogUnusable(_path, e.GetType().Name);
        }
    }

    /// <summary>A file that is no certificate, a wrong password, or a key that belongs to another certificate.</summary>
    private static bool IsUnusable(Exception e) => e is CryptographicException or ArgumentException;

    private static IConfigurationSection Settings(IConfiguration configuration) => configuration.GetSection("Kestrel:Certificates:Default");

    private Files Read() => new(File.ReadAllBytes(_path), _keyPath is null ? null : File.ReadAllText(_keyPath));

    private SslStreamCertificateContext Load(Files files)
    {
        var chain = new X509Certificate2Collection();
        if (files.Key is not { } key)
        {
            chain = X509CertificateLoader.LoadPkcs12Collection(files.Certificate, _password);
            var own = chain.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException();
            chain.Remove(own);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }

        var text = System.Text.Encoding.UTF8.GetString(files.Certificate);
        chain.ImportFromPem(text);
        using var read = _password is { Length: > 0 } password
            ? X509Certificate2.CreateFromEncryptedPem(text, key, password)
            : X509Certificate2.CreateFromPem(text, key);

        // Windows serves no certificate whose key is only in memory.
        var loaded = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(loaded, chain, offline: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Uses the renewed certificate {Path}, which ends at {End:u}")]
    private partial void LogRenewed(string path, DateTime end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot use the new certificate {Path} ({Kind}) and keeps the one before")]
    private partial void LogUnusable(string path, string kind);

    /// <summary>What the files hold, so that it is known when they change, whatever their times say.</summary>
    private sealed record Files(byte[] Certificate, string? Key)
    {
        public bool Equals(Files? other) => other is not null && Certificate.AsSpan().SequenceEqual(other.Certificate) && Key == other.Key;

        public override int GetHashCode() => Certificate.Length;
    }
}
