using System.CommandLine;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

/// <summary>The command line: verbs, what they share, and the exit codes.</summary>
public static class MedSslCommand
{
    private const string Description = """
        MedSsl Platform: from unlabelled medical images to a benchmarked, registered backbone.

        Configuration: appsettings.json, then environment (MEDSSL_Section__Key), then --set Section:Key=value.
        With the in-memory bus (the default) a verb runs every service in its own process on the data folder (--home);
        with MEDSSL_Bus__Transport=RabbitMQ it talks to the services that run elsewhere.

        Exit codes: 0 done · 1 tried and failed, the message says what · 2 wrong command line or input ·
        3 the data folder is in use by another process · 78 wrong configuration, each key is named.
        """;

    /// <summary>Parses and runs one command; answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Description);
        foreach (var option in GlobalOptions.All)
        {
            root.Options.Add(option);
        }

        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(QuarantineCommand.Create());
        root.Subcommands.Add(DeIdCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(SendCommand.Create());
        root.Subcommands.Add(EchoCommand.Create());
        root.Subcommands.Add(PhantomCommand.Create());
        root.Subcommands.Add(DatasetsCommand.Create());
        root.Subcommands.Add(LabelsCommand.Create());
        root.Subcommands.Add(ShardCommand.Create());
        root.Subcommands.Add(ReferencesCommand.Create());
        root.Subcommands.Add(RenormalizeCommand.Create());
        root.Subcommands.Add(RecipesCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(AugmentCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(LineageCommand.Create());
        root.Subcommands.Add(ModelsCommand.Create());
        root.Subcommands.Add(BenchmarkCommand.Create());
        root.Subcommands.Add(StatusCommand.Create());
        root.Subcommands.Add(TimelineCommand.Create());
        root.Subcommands.Add(WithdrawCommand.Create());
        root.Subcommands.Add(ReconcileCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());

        var parsed = root.Parse(args);
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
    }
}
