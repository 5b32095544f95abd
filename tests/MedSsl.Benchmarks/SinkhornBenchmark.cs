using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Native;
using MedSsl.Learning.Swav;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>Sinkhorn in the log domain against the plain exponential form, and a whole training step of the demo recipe.</summary>
internal static class SinkhornBenchmark
{
    private const double Epsilon = 0.05;
    private const int Iterations = 3;
    private const double MostTimesPlain = 10;
    private const double MostShareOfStep = 0.05;

    public static IEnumerable<BenchmarkRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        var demoSinkhorn = 0.0;
        foreach (var (prototypes, samples) in new[] { (3000, 256), (32, 40) })
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            var scores = nn.functional.normalize(randn(samples, 128, generator: generator), 2, 1).matmul(nn.functional.normalize(randn(prototypes, 128, generator: generator), 2, 1).t());
            var (log, plain) = Measure.Alternating(() => Sinkhorn.Assign(scores, Epsilon, Iterations).Dispose(), () => Plain(scores).Dispose(), rounds: 21);
            demoSinkhorn = log;
            yield return new BenchmarkRow($"Sinkhorn, log domain, K {prototypes} x B {samples}, T {Iterations}", log * 1e3, "ms", "exp form, same run", plain * 1e3, $"at most {MostTimesPlain} times", log <= MostTimesPlain * plain);

            using var difference = Sinkhorn.Assign(scores, Epsilon, Iterations) - Plain(scores);
            var largest = difference.abs().max().item<float>();
            yield return new BenchmarkRow($"largest difference of a code, K {prototypes}", largest, "", "", null, "at most 1e-5", largest <= 1e-5);
        }

        var recipe = TrainingRecipe.BuiltIn["demo"];
        foreach (var precision in new[] { Precision.Float32, Precision.Auto })
        {
            using var trainer = new SelfSupervisedTrainer(recipe with { Precision = precision }, new NoiseImages());
            var seconds = Measure.Seconds(() => trainer.Advance(), rounds: 5);
            yield return new BenchmarkRow($"training step of the demo recipe, {precision}", recipe.BatchSize / seconds, "images/s");
            yield return new BenchmarkRow($"Sinkhorn's share of that step, {precision}", 2 * 4 * demoSinkhorn * recipe.SinkhornIterations / Iterations / seconds, "", "", null, $"at most {MostShareOfStep}", 2 * 4 * demoSinkhorn * recipe.SinkhornIterations / Iterations / seconds <= MostShareOfStep);
        }
    }

    // The reference code's form without its constants, which cancel.
    private static Tensor Plain(Tensor scores)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var q = scores.div(Epsilon).exp_();
        for (var i = 0; i < Iterations; i++)
        {
            q = q.div_(q.sum([0L], keepdim: true));
            q = q.div_(q.sum([1L], keepdim: true));
        }

        return q.MoveToOuterDisposeScope();
    }

    // Four modalities of 256 pixels, as the demo has them; the time of a step does not depend on what is in the images.
    private sealed class NoiseImages : ITrainingImages
    {
        private readonly GrayImage _image = Draw();

        public IReadOnlyList<string> Modalities { get; } = ["CR", "CT", "MR", "US"];

        public long Count(string modality) => 200;

        public string Identity => "noise";

        public long Revision => 0;

        public LabelTask? Labels => null;

        public TrainingImage Read(string modality, long draw) => new($"{modality}-{draw}", _image, null);

        private static GrayImage Draw()
        {
            var random = new SeededRandom(1);
            var image = new GrayImage(256, 256);
            foreach (ref var pixel in image.Pixels.AsSpan())
            {
                pixel = (float)random.Normal();
            }

            return image;
        }
    }
}
