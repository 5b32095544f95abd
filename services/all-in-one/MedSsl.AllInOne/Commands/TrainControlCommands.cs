using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Training;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

/// <summary>Commands to a run that was started: rest, go on, end (docs/training.md).</summary>
internal static class TrainControlCommands
{
    private static readonly Option<string> RunId = new("--run") { Description = "Id of the run; `medssl status` lists those that are pending", Required = true, HelpName = "ID" };
    private static readonly Option<string> RequestedBy = new("--requested-by") { Description = "Who asks, for the history of the run. Default: the name of the account", DefaultValueFactory = _ => Environment.UserName, HelpName = "TEXT" };

    public static Command Pause => Create("pause", "Let a run rest after the step that it is in; its process takes up others meanwhile", (run, by) => new PauseTraining { RunId = run, RequestedBy = by });

    public static Command Resume => Create("resume", "Let a paused run go on from where it rested", (run, by) => new ResumeTraining { RunId = run, RequestedBy = by });

    public static Command Cancel => Create("cancel", "End a run without a model, for good, and remove its checkpoints", (run, by) => new CancelTraining { RunId = run, RequestedBy = by });

    private static Command Create<T>(string name, string description, Func<string, string, T> command)
        where T : class => new Command(name, description) { RunId, RequestedBy }.Does(async (parsed, output, cancellationToken) =>
    {
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        var accepted = await session.SendAsync(command(parsed.GetValue(RunId)!, parsed.GetValue(RequestedBy)!), cancellationToken);
        output.Answer(accepted, table =>
        {
            table.AddColumns("run", "command", "accepted", "note");
            table.AddRow(accepted.Id, name, $"{accepted.AcceptedAt:u}", accepted.Note ?? "");
        });
        return ExitCodes.Success;
    });
}
