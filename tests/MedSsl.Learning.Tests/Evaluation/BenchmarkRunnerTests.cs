using MedSsl.Evaluation;
using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Results;
using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Probes;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class BenchmarkRunnerTests
{
    [Fact]
    public void Run_model_that_is_a_random_backbone_differs_from_it_by_nothing_and_reads_a_plain_task()
    {
        var samples = Enumerable.Range(0, 60).Select(i => Samples.Labelled(i, $"p{i / 2}", $"{i / 2 % 2}", i < 40 ? "train" : "val")).ToList();
        Assert.True(TaskSplit.TryMake(samples, null, out var split, out var reason), reason);
        var settings = BenchmarkRunner.Settings(new EvaluationOptions { FeatureSize = 32, RandomSeeds = 2, BootstrapRounds = 100 });

        var probes = BenchmarkRunner.Run(
            split, Images(split.Train), Images(split.Test), () => BackboneFeatures.Random("resnet18", 1), "resnet18", settings, CancellationToken.None);

        Assert.Equal([ProbeResult.Linear, ProbeResult.NearestNeighbours], probes.Select(probe => probe.Probe));
        Assert.Equal(3, probes[0].Penalties.Count);
        Assert.All(probes, probe =>
        {
            Assert.Equal(0, probe.Headline.Random[1].Difference!.Value); // the same weights as the "model"
            Assert.InRange(probe.Headline.Model.Auc, 0.9, 1);
        });
    }

    /// <summary>Class 0: fine stripes, class 1: coarse ones, in noise.</summary>
    private static List<GrayImage> Images(IReadOnlyList<LabelledSample> samples) => [.. samples.Select((sample, i) =>
    {
        var random = new SeededRandom(3, SeededRandom.Hash(sample.Metadata.Key));
        var frequency = sample.Label == "0" ? 1.6 : 0.4;
        var phase = random.Uniform(0, 6);
        var image = new GrayImage(32, 32);
        for (var p = 0; p < image.Pixels.Length; p++)
        {
            image.Pixels[p] = (float)(Math.Sin(frequency * (p % 32) + phase) + 0.3 * random.Normal());
        }

        return image;
    })];
}
