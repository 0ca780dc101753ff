using System.CommandLine;
using InfusionTracker.Benchmarks;
using InfusionTracker.Benchmarks.LoadGenerator;

var root = new RootCommand("Measures the service beside what PostgreSQL does alone, in the same run. See README.md beside the project.");
AllCommand.AddTo(root);
GrowthCommand.AddTo(root);
SafetiesCommand.AddTo(root);
TimeClassesCommand.AddTo(root);
MicroCommand.AddTo(root);
var load = new Command(LoadProcess.Verb, "The load generator, as the other commands start it.") { Hidden = true };
load.SetAction(_ => Load.Run());
root.Subcommands.Add(load);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
