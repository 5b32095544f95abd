using System.CommandLine;
using System.Globalization;
using System.Text;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Hosting;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

internal static class TrainCommand
{
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Dataset to train on", Required = true, HelpName = "NAME" };
    private static readonly Option<int?> Version = new("--dataset-version") { Description = "Version of the dataset. Default: the newest", HelpName = "N" };
    /// <summary>Also what `augment` looks at.</summary>
    public static readonly Option<string> Recipe = new("--recipe") { Description = "Recipe by name, for example small-data, or a file of recipe fields (JSON)", DefaultValueFactory = _ => TrainingRecipe.Default, HelpName = "NAME|FILE" };
    private static readonly Option<string> Model = new("--model") { Description = "Name to register the backbone under", Required = true, HelpName = "NAME" };
    /// <summary>Also for `augment`.</summary>
    public static readonly Option<string[]> With = new("--with") { Description = "A value that replaces the recipe's, for example steps=200; may be repeated", HelpName = "FIELD=VALUE", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> RunId = new("--run") { Description = "Id of the run; the id of an unfinished run follows it. Default: a new one", HelpName = "ID" };

    public static Command Create() => new Command("train", "Pretrain a backbone on a dataset and register it") { Dataset, Version, Recipe, Model, With, RunId, TrainControlCommands.Pause, TrainControlCommands.Resume, TrainControlCommands.Cancel }.Does(async (parsed, output, cancellationToken) =>
    {
        var (recipe, fields) = await RecipeToTrain.FindAsync(parsed.GetValue(Recipe)!, cancellationToken);
        var command = new StartTraining
        {
            RunId = parsed.GetValue(RunId) ?? $"run-{Guid.CreateVersion7():N}",
            Dataset = parsed.GetValue(Dataset)!,
            DatasetVersion = parsed.GetValue(Version),
            Recipe = recipe,
            Overrides = RecipeToTrain.Overrides(fields, parsed.GetValue(With) ?? []),
            Model = parsed.GetValue(Model)!,
        };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        var model = await RunAsync(session, command, output, cancellationToken);
        output.Answer(model, table =>
        {
            table.AddColumns("model", "version", "backbone", "dataset", "run");
            table.AddRow(model.Model, $"{model.Version}", model.Backbone, $"{model.Dataset} v{model.DatasetVersion}", model.RunId);
        });
        return ExitCodes.Success;
    });

    /// <summary>Starts a run, shows its progress, and waits until its model is registered.</summary>
    public static async Task<ModelVersionRecord> RunAsync(PlatformSession session, StartTraining command, Output output, CancellationToken cancellationToken)
    {
        session.Notices.Progressed += progress =>
        {
            if (progress.RunId == command.RunId)
            {
                output.Progress(ProgressLine(progress));
            }
        };
        await session.SendAsync(command, cancellationToken);
        output.Progress((await session.Store.ReadRunControlAsync(command.RunId, cancellationToken)).Newest is { State: RunStates.Paused } paused
            ? $"  training run {command.RunId} is paused by {paused.ChangedBy} since {paused.ChangedAt:u}; `medssl train resume --run {command.RunId}` lets it go on"
            : $"  training run {command.RunId} is accepted");
        var result = await PlatformSession.WaitForAsync(token => session.Store.ReadJsonAsync<RunResult>(ObjectKeys.RunResult(command.RunId), token), cancellationToken);
        if (result.Failed is { } failed)
        {
            throw new CommandFailedException($"run {command.RunId} failed: {failed.Reason}");
        }

        if (result.Cancelled is { } cancelled)
        {
            throw new CommandFailedException($"run {command.RunId} was cancelled by {cancelled.RequestedBy} after step {cancelled.Step}");
        }

        return await PlatformSession.WaitForAsync(
            token => session.Store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix(command.Model), token).FirstOrDefaultAsync(version => version.RunId == command.RunId, token).AsTask(), cancellationToken);
    }

    private static string ProgressLine(TrainingProgressed progress)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"  training step {progress.Step}/{progress.Steps}  loss {progress.Loss:F3}");
        if (progress.LossMinusLogK is { } excess)
        {
            line.Append(CultureInfo.InvariantCulture, $" ({excess:+0.000;-0.000} to a collapsed one)");
        }

        line.Append(CultureInfo.InvariantCulture, $"  {progress.ImagesPerSecond:F0} images/s");
        if (progress.DataWait is { } wait)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {100 * wait:F0} % waiting for data");
        }

        return line.Append(CultureInfo.InvariantCulture, $"  {progress.RemainingSeconds:F0} s left").ToString();
    }
}
