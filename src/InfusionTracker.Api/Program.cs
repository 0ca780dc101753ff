using System.CommandLine;
using InfusionTracker.Api.Access;
using InfusionTracker.Api.Audit;
using InfusionTracker.Api.Demonstration;
using InfusionTracker.Api.Hosting;

var root = new RootCommand("Records ketamine infusion sessions and tells when the effect sets in.");
var urls = ServeCommand.AddTo(root);
DemoCommand.AddTo(root, urls);
MigrateCommand.AddTo(root);
AccessCommands.AddTo(root);
AuditCommands.AddTo(root);
SpecsCommand.AddTo(root);
HealthCommand.AddTo(root, urls);

// A private PostgreSQL is stopped in order before the process ends; that may take longer than the two seconds of the default.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
