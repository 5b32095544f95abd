using System.CommandLine;
using System.Globalization;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Results;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

internal static class BenchmarkCommand
{
    private static readonly Option<string> Model = new("--model") { Description = "Registered model", Required = true, HelpName = "NAME" };
    private static readonly Option<string?> Version = new("--model-version") { Description = "Version or alias. Default: the newest version", HelpName = "VERSION" };
    private static readonly Option<string> Task = new("--task") { Description = "Labelled task", Required = true, HelpName = "NAME" };
    private static readonly Option<string> Train = new("--train") { Description = "Dataset that the probe is fitted on", Required = true, HelpName = "DATASET" };
    private static readonly Option<string?> Test = new("--test") { Description = "Dataset that is scored. Default: the test split of the other one", HelpName = "DATASET" };
    private static readonly Option<string?> Report = new("--report") { Description = "Write the HTML report to this file", HelpName = "FILE" };

    public static Command Create() => new Command("benchmark", "Compare a registered model with random initialization on a labelled task")
    {
        Model, Version, Task, Train, Test, Report,
    }.Does(async (parsed, output, cancellationToken) =>
    {
        var command = new RequestBenchmark
        {
            BenchmarkId = $"benchmark-{Guid.CreateVersion7():N}",
            Model = parsed.GetValue(Model)!,
            ModelVersion = parsed.GetValue(Version),
            Task = parsed.GetValue(Task)!,
            TrainDataset = parsed.GetValue(Train)!,
            TestDataset = parsed.GetValue(Test),
        };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        var result = await RunAsync(session, command, output, cancellationToken);
        if (parsed.GetValue(Report) is { } file)
        {
            await SaveReportAsync(session.Store, result, Path.GetFullPath(file), cancellationToken);
            output.Progress($"  report   {Path.GetFullPath(file)}");
        }

        Show(output, [result]);
        return ExitCodes.Success;
    });

    /// <summary>Requests a benchmark and waits for its durable result.</summary>
    public static async Task<BenchmarkResult> RunAsync(PlatformSession session, RequestBenchmark command, Output output, CancellationToken cancellationToken)
    {
        await session.SendAsync(command, cancellationToken);
        output.Progress($"  benchmark {command.BenchmarkId} on {command.Task} is accepted");
        var result = await PlatformSession.WaitForAsync(token => session.Store.ReadJsonAsync<BenchmarkResult>(ObjectKeys.BenchmarkResult(command.BenchmarkId), token), cancellationToken);
        return result.Failure is null ? result : throw new CommandFailedException($"benchmark {command.BenchmarkId} failed: {result.Failure}");
    }

    public static async Task SaveReportAsync(IObjectStore store, BenchmarkResult result, string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, await store.ReadVerifiedAsync(result.Report!, cancellationToken), cancellationToken);
    }

    public static void Show(Output output, IReadOnlyList<BenchmarkResult> results) => output.Answer(results, table =>
    {
        table.AddColumns("task", "probe", "test images", "AUC, random (mean)", "AUC, model [95 %]", "model − best random [95 %]", "p");
        foreach (var result in results)
        {
            foreach (var probe in result.Probes)
            {
                var headline = probe.Headline;
                table.AddRow(
                    result.Request.Task,
                    probe.Probe,
                    $"{result.Data!.TestImages}",
                    Figure(headline.RandomMean),
                    Figure(headline.Model.Auc) + Bounds(headline.Model.DeLong ?? headline.Model.Patients),
                    Figure(headline.Difference?.Value) + Bounds(headline.Difference?.DeLong ?? headline.Difference?.Patients),
                    Figure(headline.Difference?.PValue));
            }
        }
    });

    private static string Figure(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "–";

    private static string Bounds(Interval? interval) => interval is null ? "" : $" [{Figure(interval.Low)}, {Figure(interval.High)}]";
}
