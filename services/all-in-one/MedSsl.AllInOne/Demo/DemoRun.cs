using System.Diagnostics;
using System.Globalization;
using MedSsl.AllInOne.Commands;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Training;
using MedSsl.Evaluation.Results;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Demo;

/// <summary>
/// The demo as its messages: two imports, one run, a benchmark per task. Every id is fixed, so that an interrupted demo goes on where it was
/// when it is started again on the same folder.
/// </summary>
internal sealed class DemoRun(PlatformSession session, DemoScenario scenario, Output output, string home)
{
    private const string TrainDataset = "demo";
    private const string TestDataset = "demo-test";
    private const string Model = "demo-resnet18";
    private readonly long start = Stopwatch.GetTimestamp();

    public async Task<List<(BenchmarkResult Result, string Report)>> RunAsync(CancellationToken cancellationToken)
    {
        await ImportAsync(cancellationToken);
        Say(scenario.Overrides is null ? "training begins" : "training begins, shortened to what this processor, without bfloat16, does in minutes: expect no gain from it");
        var model = await TrainCommand.RunAsync(
            session, new StartTraining { RunId = "demo-run", Dataset = TrainDataset, Recipe = scenario.Recipe, Overrides = scenario.Overrides, Model = Model }, output, cancellationToken);
        Say($"{model.Model} version {model.Version} is registered, weights {model.Weights.Sha256[..16]}");

        var results = new List<(BenchmarkResult, string)>();
        foreach (var task in await TasksAsync(cancellationToken))
        {
            results.Add(await BenchmarkAsync(task, model, cancellationToken));
        }

        return results;
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        if (scenario.Data is { } data)
        {
            await ImportAsync(Path.Combine(data, "manifest.csv"), TrainDataset, cancellationToken);
            return;
        }

        foreach (var (dataset, plan) in ((string, PhantomStudies.Plan)[])[(TrainDataset, scenario.TrainPhantoms), (TestDataset, scenario.TestPhantoms)])
        {
            var folder = Path.Combine(home, "phantoms", dataset);
            Say($"draws {plan.Tasks.Count * plan.Patients * plan.ImagesPerPatient} phantoms as DICOM files");
            await ImportAsync(await PhantomStudies.WriteAsync(folder, plan, cancellationToken), dataset, cancellationToken);
        }
    }

    private async Task ImportAsync(string manifest, string dataset, CancellationToken cancellationToken)
    {
        Say($"imports {manifest} into dataset {dataset}");
        var (result, version) = await ImportCommand.RunAsync(session, ImportCommand.CreateRequest(null, manifest, dataset), output, cancellationToken);
        foreach (var (reason, count) in result.Record.Rejected)
        {
            output.Progress($"  refused  {count} × {reason}");
        }

        Say($"dataset {dataset} version {version.Version}: {version.Shards.Sum(shard => shard.SampleCount)} samples in {version.Shards.Count} shards");
    }

    private async Task<List<string>> TasksAsync(CancellationToken cancellationToken)
    {
        var prefix = ObjectKeys.LabelPrefix(TrainDataset);
        return await session.Store.ListAsync(prefix, cancellationToken).Select(found => found.Key[prefix.Length..].Split('/')[0]).Distinct().ToListAsync(cancellationToken);
    }

    private async Task<(BenchmarkResult Result, string Report)> BenchmarkAsync(string task, ModelVersionRecord model, CancellationToken cancellationToken)
    {
        var result = await BenchmarkCommand.RunAsync(
            session,
            new RequestBenchmark
            {
                BenchmarkId = $"demo-{task}",
                Model = model.Model,
                ModelVersion = model.Version.ToString(CultureInfo.InvariantCulture),
                Task = task,
                TrainDataset = TrainDataset,
                TestDataset = scenario.Data is null ? TestDataset : null,
            }, output, cancellationToken);
        var report = Path.Combine(home, "reports", $"{task}.html");
        await BenchmarkCommand.SaveReportAsync(session.Store, result, report, cancellationToken);
        return (result, report);
    }

    private void Say(string what) => output.Progress(string.Create(CultureInfo.InvariantCulture, $"[{Stopwatch.GetElapsedTime(start).TotalSeconds,5:F0} s] {what}"));
}
