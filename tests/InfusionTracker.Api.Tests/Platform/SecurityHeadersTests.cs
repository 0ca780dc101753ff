using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;

namespace InfusionTracker.Api.Tests.Platform;

/// <summary>What a browser is told, and how the service speaks TLS.</summary>
public sealed class SecurityHeadersTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("/v1/patients", 200)]
    [InlineData("/v1/patients?surprise=1", 400)]
    [InlineData("/v1/patients/0196f7a0-0000-7000-8000-00000000dead", 404)]
    [InlineData("/nowhere", 404)]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/swagger/index.html", 200)]
    public async Task Every_answer_guesses_no_type_and_is_framed_by_nobody(string path, int status)
    {
        var answer = (await service.Client.Get(path)).Is(status);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal) || status >= 400, answer.Headers.CacheControl?.NoStore == true);
    }

    [Fact]
    public async Task An_answer_of_the_interface_runs_nothing_and_a_page_runs_what_is_the_services_own()
    {
        var data = (await service.Client.Get("/v1/patients")).Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", data, StringComparison.Ordinal);
        var page = (await service.Client.Get("/swagger/index.html")).Is(200);
        Assert.StartsWith("default-src 'self'; style-src", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page.Text, StringComparison.Ordinal);
        (await service.Client.Get("/swagger/index.js")).Is(200);
    }

    [Fact]
    public async Task With_a_certificate_the_service_speaks_TLS_of_today_and_says_so()
    {
        var file = Path.Combine(Path.GetTempPath(), $"infusion-tracker-certificate-{Environment.ProcessId}.pfx");
        await File.WriteAllBytesAsync(file, Certificate(), TestContext.Current.CancellationToken);
        await using var app = await Service.Build(
            service.Address.Service, "https://127.0.0.1:0", service.Clock,
            ["--Drain:Seconds=0", $"--Kestrel:Certificates:Default:Path={file}", "--Kestrel:Certificates:Default:Password=secret"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        File.Delete(file);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } });
        using var answer = await http.GetAsync(new Uri(app.Urls.First() + "/health/live"), TestContext.Current.CancellationToken);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Contains(await Spoken(app, SslProtocols.None), new[] { SslProtocols.Tls12, SslProtocols.Tls13 });
        Assert.Equal(SslProtocols.Tls12, await Spoken(app, SslProtocols.Tls12));

        // TLS 1.1, by its number, since its name is a warning.
        await Assert.ThrowsAnyAsync<Exception>(() => Spoken(app, (SslProtocols)768));
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart_and_one_that_is_half_written_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("infusion-tracker-certificate");
        var (file, keyFile) = (Path.Combine(folder.FullName, "tls.crt"), Path.Combine(folder.FullName, "tls.key"));
        async Task<string> Renew()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
            return certificate.GetCertHashString();
        }

        var first = await Renew();
        await using var app = await Service.Build(
            service.Address.Service, "https://127.0.0.1:0", service.Clock,
            ["--Drain:Seconds=0", $"--Kestrel:Certificates:Default:Path={file}", $"--Kestrel:Certificates:Default:KeyPath={keyFile}"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first, await Shown(app));

        var second = await Renew();
        service.Clock.AdvanceSeconds(10);
        Assert.Equal(second, await Shown(app));

        await File.WriteAllTextAsync(file, "-----BEGIN CERTIFICATE-----", TestContext.Current.CancellationToken);
        service.Clock.AdvanceSeconds(10);
        Assert.Equal(second, await Shown(app));
        folder.Delete(recursive: true);
        service.Clock.AdvanceSeconds(10);
        Assert.Equal(second, await Shown(app));
    }

    /// <summary>Hash of the certificate that a new connection is shown.</summary>
    private static async Task<string> Shown(WebApplication app)
    {
        var url = new Uri(app.Urls.First());
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken);
        return tls.RemoteCertificate!.GetCertHashString();
    }

    private static async Task<SslProtocols> Spoken(WebApplication app, SslProtocols offered)
    {
        var url = new Uri(app.Urls.First());
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = offered }, TestContext.Current.CancellationToken);
        return tls.SslProtocol;
    }

    private static byte[] Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.Export(X509ContentType.Pfx, "secret");
    }
}
