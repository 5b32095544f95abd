using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Dashboard;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

internal static class StatusCommand
{
    public static Command Create() => new Command("status", "Say where everything is: series, datasets, runs, models, benchmarks, quarantine").Does(async (parsed, output, cancellationToken) =>
    {
        var status = await PlatformStatus.ReadAsync(await StoreSession.OpenAsync(parsed, cancellationToken), cancellationToken);
        output.Answer(status, table =>
        {
            table.AddColumns("what", "how many", "which");
            table.AddRow("series open", $"{status.OpenSeries}", "");
            table.AddRow("series complete", $"{status.CompleteSeries}", "");
            table.AddRow("series waiting for a reference", $"{status.SeriesWaitingForReference}", "");
            table.AddRow("series normalized", $"{status.NormalizedSeries}", "");
            table.AddRow("inputs in quarantine", $"{status.Quarantined.Values.Sum()}", string.Join(", ", status.Quarantined.Select(item => $"{item.Key} {item.Value}")));
            table.AddRow("datasets", $"{status.Datasets.Count}", string.Join("; ", status.Datasets.Select(dataset => $"{dataset.Dataset} v{dataset.Version}: {dataset.Samples} samples, {dataset.StagedSeries} series staged")));
            table.AddRow("runs pending", $"{status.PendingRuns.Count}", string.Join(", ", status.PendingRuns));
            table.AddRow("runs paused", $"{status.PausedRuns.Count}", string.Join(", ", status.PausedRuns));
            table.AddRow("runs cancelled", $"{status.CancelledRuns.Count}", string.Join("; ", status.CancelledRuns.Select(run => $"{run.Key}: by {run.Value}")));
            table.AddRow("runs failed", $"{status.FailedRuns.Count}", string.Join("; ", status.FailedRuns.Select(run => $"{run.Key}: {run.Value}")));
            table.AddRow("benchmarks pending", $"{status.PendingBenchmarks.Count}", string.Join(", ", status.PendingBenchmarks));
            table.AddRow("model versions", $"{status.Models.Count}", string.Join(", ", status.Models.Select(model => $"{model.Model} v{model.Version}")));
            table.AddRow("benchmarks", $"{status.Benchmarks.Count}", string.Join(", ", status.Benchmarks.Select(benchmark => $"{benchmark.BenchmarkId} ({benchmark.Task})")));
        });
        return ExitCodes.Success;
    });
}
