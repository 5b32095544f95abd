using MedSsl.Contracts.Datasets;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.EndToEnd.Tests;

/// <summary>A shard is damaged in the store before a run reads it: the run goes on to its end with real samples in the place of those, and people are told once.</summary>
internal static class DamagedShard
{
    private const string Run = "run-1";
    private const int Steps = 12;

    public static async Task WalkAsync(Deployment deployment)
    {
        await using var platform = await HostedPlatform.StartAsync(deployment);
        var dataset = await platform.ImportPhantomsAsync("phantoms", patients: 10, imagesPerPatient: 6);
        Assert.InRange(dataset.Shards.Count, 3, 10); // several, and all in one group
        var plan = await PlannedSamples.ReadAsync(platform.Store, dataset, deployment.Folder);
        var damaged = dataset.Shards[1];
        await FlipAsync(platform.Store, damaged.Shard.Key);
        const string Shards = "medssl_training_shards_quarantined_total";
        const string Samples = "medssl_training_samples_replaced_total{reason=\"corrupt\"}";
        var (shards, samples) = (await platform.CounterAsync(Shards), await platform.CounterAsync(Samples));

        await platform.TrainAsync(Run, dataset, Steps);

        var told = Assert.Single(platform.Published.Of<ShardQuarantined>());
        Assert.Equal((dataset.Dataset, dataset.Version, damaged.ShardId, Run), (told.Dataset, told.DatasetVersion, told.ShardId, told.RunId));
        Assert.Equal(damaged.Shard, told.Shard);
        Assert.Equal(1, await platform.CounterAsync(Shards) - shards);
        var curve = await platform.CurveAsync(Run);
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (long)step), curve.Select(step => step.Step));

        // A sample beside the damage is read by itself, and proved by its digest, until the damage is found; from the next batch on nothing of the shard is.
        var found = curve.First(step => step.Replaced is { Count: > 0 }).Step;
        var replaced = curve.SelectMany(step => step.Replaced ?? []).ToList();
        Assert.Subset(Lost(curve).ToHashSet(), replaced.Select(draw => draw.Draw).ToHashSet());
        var after = curve.Where(step => step.Step > found).ToList();
        Assert.NotEmpty(Lost(after));
        Assert.Equal(Lost(after), after.SelectMany(step => step.Replaced ?? []).Select(draw => draw.Draw).Order());
        Assert.All(replaced, draw => Assert.Equal((plan.Modality, "corrupt"), (draw.Modality, draw.Reason)));
        Assert.Equal(replaced.Count, await platform.CounterAsync(Samples) - samples);

        // Never an empty image: each step has as many samples as ever, all of shards that are whole.
        Assert.All(after, step => Assert.Equal(16, plan.Used(step).Count(row => row.ShardId != damaged.ShardId)));

        List<long> Lost(IEnumerable<StepReport> steps) => [.. steps.SelectMany(plan.Of).Where(row => row.ShardId == damaged.ShardId).Select(row => row.Draw)];
    }

    /// <summary>Turns over the bits of a byte in the middle of an object.</summary>
    private static async Task FlipAsync(IObjectStore store, string key)
    {
        var content = (await store.ReadAllAsync(key, default))!;
        content[content.Length / 2] ^= 0xFF;
        await store.PutAsync(key, new MemoryStream(content), "application/x-tar", PutCondition.Overwrite, default);
    }
}
