using InfusionTracker.Api.Tests.Platform;
using Npgsql;

namespace InfusionTracker.Api.Tests.Hosting;

/// <summary>What a command cannot do it tells in a sentence, whatever it was given.</summary>
public sealed class HostingCommandTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("garbage")]
    [InlineData("localhost:8080")]
    [InlineData("ftp://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:808O")]
    [InlineData("http://127.0.0.1:999999")]
    public async Task The_service_says_which_address_it_cannot_listen_at(string url) =>
        (await CommandLine.On(service.Address.Service, "serve", "--urls", $"http://*:8080;{url}"))
            .IsRefused($"{url} is no address to listen at. Name one with --urls, e.g. --urls http://127.0.0.1:8080.");

    [Fact]
    public async Task The_service_does_not_listen_at_an_address_of_another_machine()
    {
        var told = await CommandLine.Run(
            new Dictionary<string, string> { ["ConnectionStrings__Service"] = service.Address.Service, ["ASPNETCORE_ENVIRONMENT"] = "Development" },
            "serve", "--urls", "http://192.0.2.1:8080");
        told.IsRefused("Cannot assign requested address. Name another address with --urls, e.g. --urls http://127.0.0.1:8081.");
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData($"Host=x;Port=abc;Password={Secret}")]
    [InlineData($"Host=x;Port=99999;Password={Secret}")]
    [InlineData($"Host=x;Password=a;{Secret}=b")]
    [InlineData($"Password={Secret}")]
    public async Task A_connection_string_that_cannot_be_read_is_named_and_not_repeated(string connection)
    {
        const string sentence = "cannot be read: give one such as Host=127.0.0.1;Port=5432;Database=infusion_tracker;Username=infusion_service;Password=secret.";
        (await CommandLine.On(connection, "serve")).IsRefused($"ConnectionStrings__Service {sentence}");
        (await CommandLine.On(connection, "audit", "verify")).IsRefused($"ConnectionStrings__Service {sentence}");
        (await CommandLine.Run(new Dictionary<string, string> { ["ConnectionStrings__Owner"] = connection }, "migrate"))
            .IsRefused($"ConnectionStrings__Owner {sentence}");
    }

    [Fact]
    public async Task What_the_database_refuses_is_told_without_what_only_a_program_reads()
    {
        var another = new NpgsqlConnectionStringBuilder(service.Address.Service) { Database = "nobody_made_this" };
        (await CommandLine.On(another.ConnectionString, "audit", "verify"))
            .IsRefused("The database refuses: database \"nobody_made_this\" does not exist (3D000). See whether the connection string names "
                       + "the right database, role and password. migrate makes the role of the service.");
    }

    [Fact]
    public async Task A_command_on_a_database_that_was_never_migrated_says_to_migrate_it()
    {
        var bare = new NpgsqlConnectionStringBuilder(service.Address.Service) { Database = "postgres" };
        foreach (var command in (string[][])[["clinics", "create", "--name", "Clinic"], ["audit", "verify"]])
        {
            var told = await CommandLine.On(bare.ConnectionString, command);
            Assert.Equal((1, ""), (told.Code, told.Output));
            Assert.EndsWith(
                "The database is not as this build needs it. Run migrate of this build, and see whether the rights of the service's role were changed.",
                told.Errors.TrimEnd(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_owner_who_may_make_no_roles_is_told_how_to_be_let()
    {
        await service.Superuser("create role lean_owner login password 'lean'");
        try
        {
            var owner = new NpgsqlConnectionStringBuilder(service.Address.Owner) { Database = "postgres", Username = "lean_owner", Password = "lean" };
            var app = new NpgsqlConnectionStringBuilder(service.Address.Service) { Username = "nobody_made_this_role" };
            (await CommandLine.Run(
                new Dictionary<string, string> { ["ConnectionStrings__Owner"] = owner.ConnectionString, ["ConnectionStrings__Service"] = app.ConnectionString },
                "migrate"))
                .IsRefused("The owner's role may not make the role of the service. Have a superuser run: alter role \"lean_owner\" createrole; "
                           + "then run migrate again.");
        }
        finally
        {
            await service.Superuser("drop role lean_owner");
        }
    }

    [Fact]
    public async Task Whoever_asks_for_the_health_of_a_service_that_does_not_run_is_told_so() =>
        (await CommandLine.Run(new Dictionary<string, string>(), "health", "http://127.0.0.1:1"))
            .IsRefused("Nothing answers at http://127.0.0.1:1. Start the service, or name the address that it listens at.");

    [Fact]
    public async Task An_https_address_without_a_certificate_names_the_settings_that_it_needs()
    {
        var empty = Directory.CreateTempSubdirectory("infusion-tracker-");
        var told = await CommandLine.Run(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Service"] = service.Address.Service,
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["HOME"] = empty.FullName,
            },
            "serve", "--urls", "https://127.0.0.1:0");
        empty.Delete(recursive: true);
        told.IsRefused("An https address needs a certificate. Name its files: Kestrel__Certificates__Default__Path, __KeyPath and __Password.");
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("http://+:8080")]
    [InlineData("ftp://127.0.0.1:8080")]
    public async Task Whoever_asks_for_health_names_an_address_of_HTTP(string url) =>
        (await CommandLine.Run(new Dictionary<string, string>(), "health", url))
            .IsRefused("Give the address that the service listens at, such as http://127.0.0.1:8080.");

    [Fact]
    public async Task A_running_service_is_well_and_tells_what_it_looked_at()
    {
        var told = await CommandLine.Run(new Dictionary<string, string>(), "health", service.Url.ToString());
        Assert.Equal((0, ""), (told.Code, told.Errors));
        Assert.Contains("\"database\":\"ok\"", told.Output);
    }

    [Theory]
    [InlineData("+")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    public async Task The_health_check_of_the_container_asks_where_the_service_was_told_to_listen(string host)
    {
        var told = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://{host}:{service.Url.Port};http://127.0.0.1:1" };
        var asked = await CommandLine.Run(told, "health");
        Assert.Equal((0, ""), (asked.Code, asked.Errors));
        Assert.Equal(1, (await CommandLine.Run(told, "health", "--urls", "http://127.0.0.1:1")).Code);
    }

    [Fact]
    public async Task An_executable_that_is_older_than_the_schema_starts_and_names_what_it_does_not_know()
    {
        await service.Superuser("insert into schema_migration (scriptname, applied) values ('9998_a.sql', now()), ('9999_b.sql', now())");
        var told = await CommandLine.Run(
            new Dictionary<string, string> { ["ConnectionStrings__Service"] = service.Address.Service, ["ASPNETCORE_ENVIRONMENT"] = "Development" },
            "serve", "--urls", "http://192.0.2.1:8080");
        await service.Superuser("delete from schema_migration where scriptname like '999%'");
        var errors = told.Errors.TrimEnd().Split('\n');
        Assert.Equal("The database has 2 migration(s) that this executable does not know: 9998_a.sql, 9999_b.sql. It serves; upgrade it soon.", errors[0]);
        Assert.StartsWith("Cannot assign requested address.", Assert.Single(errors[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_named_with_the_setting_that_names_it()
    {
        var missing = Path.Combine(Path.GetTempPath(), "infusion-tracker-no-such-certificate.pfx");
        foreach (var (path, advice) in ((string, string)[])
        [
            (missing, $"The certificate file {missing} cannot be read. Name files that the service may read: "),
            (typeof(HostingCommandTests).Assembly.Location, $"{typeof(HostingCommandTests).Assembly.Location} holds no certificate that can be used with its private key. Check "),
        ])
        {
            (await CommandLine.Run(
                new Dictionary<string, string>
                {
                    ["ConnectionStrings__Service"] = service.Address.Service,
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["Kestrel__Certificates__Default__Path"] = path,
                },
                "serve", "--urls", "https://127.0.0.1:0"))
                .IsRefused(advice + "Kestrel__Certificates__Default__Path, __KeyPath and __Password.");
        }
    }

    [Fact]
    public async Task No_private_database_is_kept_below_a_file()
    {
        var file = typeof(HostingCommandTests).Assembly.Location;
        var told = await CommandLine.Run(
            new Dictionary<string, string> { ["INFUSION_TRACKER_DATA"] = Path.Combine(file, "below"), ["ASPNETCORE_ENVIRONMENT"] = "Development" }, "migrate");
        Assert.Equal(1, told.Code);
        Assert.StartsWith(Path.Combine(file, "below", "postgres") + " cannot be made: ", Assert.Single(told.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_used_is_told_in_a_sentence()
    {
        (await CommandLine.On($"Host=127.0.0.1;Target Session Attributes=primary;Password={Secret}", "audit", "verify"))
            .IsRefused("A setting cannot be used: Target Session Attributes other then Any is only supported with multiple hosts");
        var told = await CommandLine.Run(
            new Dictionary<string, string> { ["ConnectionStrings__Service"] = service.Address.Service, ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Proxies__0"] = "garbage" },
            "serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, told.Code);
        Assert.StartsWith("A setting cannot be used: ", Assert.Single(told.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
