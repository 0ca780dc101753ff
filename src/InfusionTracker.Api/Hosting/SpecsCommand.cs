using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.LocalPostgres;
using Npgsql;

namespace InfusionTracker.Api.Hosting;

/// <summary><c>specs</c>: writes what is generated and committed, the OpenAPI document, who may do what, and the schema that the migrations add up to.</summary>
public static class SpecsCommand
{
    public const string OpenApiFile = "api-specs/infusion-tracker.v1.json";
    public const string AccessFile = "api-specs/access-matrix.md";
    public const string SchemaFile = "db/schema.sql";

    private static readonly SqlFile Sql = SqlFile.Beside();

    public static void AddTo(RootCommand root) =>
        root.Subcommands.Add(new Command("specs", $"Writes {OpenApiFile}, {AccessFile} and {SchemaFile}, in the source tree that it is run in.").Does(async (_, cancellation) =>
        {
            // A cluster of its own: a database that was migrated before could know a migration as it read before it landed.
            await using var cluster = await LocalCluster.StartAsync(
                new LocalClusterOptions
                {
                    DataDirectory = Path.Combine(Path.GetTempPath(), "infusion-tracker-specs", $"run-{Environment.ProcessId}"),
                    Ephemeral = true,
                    Durable = false,
                },
                cancellation);
            var address = await Provision.Prepare(cluster.SuperuserConnectionString, ServeCommand.Database, Console.WriteLine);
            await using var app = await Service.Build(address.Service, "http://127.0.0.1:0", args: ["--Drain:Seconds=0"]);
            await app.StartAsync(cancellation);
            var top = SourceTree();
            var document = await OpenApi.Document(app.Services);
            await File.WriteAllTextAsync(Path.Combine(top, OpenApiFile), document, cancellation);
            await File.WriteAllTextAsync(Path.Combine(top, AccessFile), AccessMatrix.Of(JsonNode.Parse(document)!), cancellation);
            await File.WriteAllTextAsync(Path.Combine(top, SchemaFile), await Schema(address.Service), cancellation);
            await app.StopAsync(cancellation);
            return 0;
        }));

    /// <summary>The top folder of the sources that the command is run in; dotnet run stands in the project's folder.</summary>
    private static string SourceTree()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InfusionTracker.sln")))
            {
                return folder.FullName;
            }
        }

        throw new CommandException("Run this within the source tree.");
    }

    /// <summary>Tables, constraints, indexes, policies, triggers, functions and comments, read back from the catalogue.</summary>
    public static async Task<string> Schema(string address)
    {
        var text = new StringBuilder("-- What db/migrations add up to. Written by: dotnet run --project src/InfusionTracker.Api -- specs\n");
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        foreach (var statement in Sql.Statements())
        {
            await using var command = new NpgsqlCommand(statement.Text, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                text.Append('\n').Append(reader.GetString(0)).Append('\n');
            }
        }

        return text.ToString();
    }
}
