using System.Text.Json;
using MedSsl.AllInOne.Commands;
using MedSsl.Contracts.Documents;
using MedSsl.Evaluation.Data;
using MedSsl.Hosting;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks.Learning;

/// <summary>A platform in a folder: imports, trains and gives back what was registered.</summary>
internal sealed class TrainedBackbones(string home, string dataset) : IDisposable
{
    private readonly ServiceProvider services = ServiceHost.CreateBuilder([$"--Hosting:DataFolder={home}", "--Hosting:LogLevel=Warning"]).AddAdapters().Services.AddSingleton(TimeProvider.System).BuildServiceProvider();

    private IObjectStore Store => services.GetRequiredService<IObjectStore>();

    public void Dispose() => services.Dispose();

    /// <summary>Imports images and labels, unless the dataset is there.</summary>
    public async Task ImportAsync(string manifest)
    {
        await Store.EnsureReadyAsync(CancellationToken.None);
        if (await Store.FindNewestVersionNumberAsync(dataset, CancellationToken.None) is null)
        {
            await CommandAsync("import", "--images", manifest, "--dataset", dataset);
        }
    }

    /// <summary>Trains, unless the run's model is registered.</summary>
    public async Task<ModelVersionRecord> TrainAsync(LearningRun run)
    {
        if (await FindAsync(run.Id) is { } trained)
        {
            return trained;
        }

        await CommandAsync(["train", "--dataset", dataset, "--recipe", run.RecipeName, "--model", run.Id, "--run", run.Id, .. run.With.SelectMany(item => (string[])["--with", item])]);
        return await FindAsync(run.Id) ?? throw new InvalidOperationException($"{run.Id} was trained and is not registered");
    }

    public async Task<IReadOnlyList<StepReport>> CurveAsync(string runId)
    {
        using var reader = new StreamReader(await Store.OpenReadAsync(ObjectKeys.RunCurve(runId), CancellationToken.None) ?? throw new InvalidOperationException($"{runId} has no curve"));
        return [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<StepReport>(line, JsonSerializerOptions.Web)!)];
    }

    public async Task<BackboneFeatures> OpenAsync(ModelVersionRecord model)
    {
        await using var weights = await Store.OpenVerifiedAsync(model.Weights, CancellationToken.None);
        return BackboneFeatures.FromWeights(weights);
    }

    public async Task<LabelledTask> TaskAsync(string name, string? positive, Folds folds)
    {
        var datasets = new LabelledDatasets(Store);
        var version = await datasets.NewestVersionAsync(dataset, CancellationToken.None);
        var view = await datasets.OpenAsync(dataset, version!.Value, CancellationToken.None);
        var samples = view!.Join(await datasets.LabelsAsync(view.Manifest, name, CancellationToken.None));
        var cache = new ShardCache(new StoredShards(Store), Path.Combine(home, "cache"));
        return new LabelledTask(await NormalizedImages.OpenAsync(view.OnlyShardsOf(samples), cache, SampleSelection.Images, CancellationToken.None), samples, positive, folds);
    }

    private Task<ModelVersionRecord?> FindAsync(string model) =>
        Store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix(model), CancellationToken.None).LastOrDefaultAsync().AsTask();

    private async Task CommandAsync(params string[] arguments)
    {
        Console.Error.WriteLine($"medssl {string.Join(' ', arguments)}");
        if (await MedSslCommand.RunAsync(["--home", home, .. arguments]) is not 0 and var code)
        {
            throw new InvalidOperationException($"medssl {arguments[0]} ended with exit code {code}");
        }
    }
}
