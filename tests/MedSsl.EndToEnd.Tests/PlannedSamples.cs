using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Shards.Ordering;

namespace MedSsl.EndToEnd.Tests;

/// <summary>
/// Which sample each draw of a run gives, read from the shards before anything happens to them: what a run trained on is held against it, and not against what the
/// platform says afterwards.
/// </summary>
internal sealed class PlannedSamples
{
    private readonly ModalityStreams streams;
    private readonly Dictionary<SamplePlace, SampleMetadata> samples;

    private PlannedSamples(ModalityStreams streams, Dictionary<SamplePlace, SampleMetadata> samples) => (this.streams, this.samples) = (streams, samples);

    public string Modality => Assert.Single(streams.Modalities);

    public IEnumerable<string> Patients => samples.Values.Select(sample => sample.PatientId).Distinct();

    /// <summary>The plan of a run by the built-in recipes' seed on images of one modality.</summary>
    public static async Task<PlannedSamples> ReadAsync(IObjectStore store, DatasetManifest dataset, string folder)
    {
        var cache = new ShardCache(new StoredShards(store), Path.Combine(folder, "plan"));
        var samples = new Dictionary<SamplePlace, SampleMetadata>();
        foreach (var shard in dataset.Shards)
        {
            foreach (var (index, sample) in (await ShardContent.LoadAsync(shard, cache, CancellationToken.None)).Selected(SampleSelection.Images).Index())
            {
                samples.Add(new SamplePlace(shard.ShardId, index), sample!.Metadata);
            }
        }

        return new PlannedSamples(await ModalityStreams.OfAsync(dataset, SampleSelection.Images, TrainingRecipe.BuiltIn["demo"].Seed, cache, CancellationToken.None), samples);
    }

    /// <summary>What a step was to train on: draw, shard and sample.</summary>
    public IEnumerable<(long Draw, string ShardId, SampleMetadata Sample)> Of(StepReport step) =>
        Enumerable.Range(0, step.Images).Select(row => ((step.Step - 1) * step.Images) + row).Select(draw => (draw, At(draw).ShardId, samples[At(draw)]));

    /// <summary>What it did train on: where a draw was replaced, the sample of the draw that took its place.</summary>
    public IEnumerable<(long Draw, string ShardId, SampleMetadata Sample)> Used(StepReport step)
    {
        var by = (step.Replaced ?? []).ToDictionary(replaced => replaced.Draw, replaced => replaced.By);
        return Of(step).Select(row => by.TryGetValue(row.Draw, out var other) ? (row.Draw, At(other).ShardId, samples[At(other)]) : row);
    }

    private SamplePlace At(long draw) => streams[Modality].At(draw);
}
