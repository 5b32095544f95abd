using MedSsl.Learning.Native;
using MedSsl.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>
/// A SwAV step of ResNet-50 (batch 8, 2 crops of 128 and 4 of 64 pixels, 3,000 prototypes) against the same step in PyTorch, in turn and on as many threads; what its parts take; and a whole
/// run with the real loader. Ours has more in it: what a run can be undone by, checked by and reported by.
/// </summary>
internal static class TrainBenchmark
{
    private const int Rounds = 9;
    private const double RatioGoal = 1;
    private const int SmallOps = 20_000;

    public static IEnumerable<BenchmarkRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        var small = TrainingRecipe.BuiltIn["small-data"];
        foreach (var bfloat16 in BFloat16Support.InProcessor ? new[] { false, true } : [false])
        {
            var name = bfloat16 ? "bfloat16" : "float32";
            foreach (var row in Against(Large, bfloat16, $"ResNet-50, {name}"))
            {
                yield return row;
            }

            foreach (var row in Parts(small, bfloat16, $"small-data, {name}"))
            {
                yield return row;
            }
        }

        foreach (var row in TrainLoaderBenchmark.Run(small))
        {
            yield return row;
        }
    }

    private static TrainingRecipe Large { get; } = new()
    {
        Name = "bench-train",
        Backbone = "resnet50",
        Steps = 1000,
        BatchSize = 8,
        LargeCropSize = 128,
        ImageSize = 128,
        SmallCrops = 4,
        SmallCropSize = 64,
        HiddenSize = 2048,
        EmbeddingSize = 128,
        Prototypes = 3000,
        PrototypeFreezeSteps = 0,
        EpsilonFactor = 0,
        SinkhornIterations = 3,
    };

    private static IEnumerable<BenchmarkRow> Against(TrainingRecipe recipe, bool bfloat16, string name)
    {
        using var step = new TrainStep(recipe, bfloat16);
        using var peer = TrainPeer.Start(recipe, bfloat16, TorchRuntime.Threads);
        var (ours, theirs) = (new List<Timed>(), new List<Timed>());
        for (var round = -2; round < Rounds; round++)
        {
            var own = Timed.Of(step);
            var other = peer?.Advance();
            if (round >= 0)
            {
                ours.Add(own);
                theirs.AddRange(other is { } figures ? [new Timed(figures.Seconds, figures.Processor, [])] : []);
            }
        }

        var python = peer is null ? "" : $"PyTorch {peer.Version}";
        foreach (var (what, figure) in new (string, Func<Timed, double>)[] { ("", one => one.Seconds), (", processor time", one => one.Processor) })
        {
            yield return Row($"{name}: step{what}, median of {Rounds}", Median(ours.Select(figure)), peer is null ? null : Median(theirs.Select(figure)), python);
            yield return Row($"{name}: step{what}, best", ours.Min(figure), peer is null ? null : theirs.Min(figure), python);
        }

        if (peer is not null)
        {
            var ratio = Median(ours.Zip(theirs, (own, other) => own.Processor / other.Processor));
            yield return new($"{name}: ratio of processor times, median of pairs", ratio, "", Goal: $"<= {RatioGoal}", Met: ratio <= RatioGoal);
        }

        foreach (var row in PartRows(ours, name).Concat(Overhead(step, name)))
        {
            yield return row;
        }
    }

    private static BenchmarkRow Row(string metric, double seconds, double? peer, string python) =>
        new(metric, 1e3 * seconds, "ms", python, 1e3 * peer, peer is null ? "" : $"<= {RatioGoal}x", peer is null ? null : seconds <= RatioGoal * peer);

    private static List<BenchmarkRow> Parts(TrainingRecipe recipe, bool bfloat16, string name)
    {
        using var step = new TrainStep(recipe, bfloat16);
        Timed.Of(step);
        return [.. PartRows([.. Enumerable.Range(0, Rounds).Select(_ => Timed.Of(step))], name), .. Overhead(step, name)];
    }

    private static IEnumerable<BenchmarkRow> PartRows(List<Timed> timed, string name) =>
        TrainStep.Parts.Select((part, i) => new BenchmarkRow($"{name}: {part}", 1e3 * Median(timed.Select(one => one.Parts[i])), "ms"));

    /// <summary>
    /// An upper bound of what C# costs in a step: every tensor that a scope saw stands for a call, and a call costs what the smallest operation costs (half of that is libtorch's own); beside
    /// it the pauses of the garbage collector.
    /// </summary>
    private static IEnumerable<BenchmarkRow> Overhead(TrainStep step, string name)
    {
        var statistics = DisposeScopeManager.Statistics;
        var (tensors, pauses, bytes) = (statistics.TensorStatistics.CreatedInScopeCount, GC.GetTotalPauseDuration(), GC.GetAllocatedBytesForCurrentThread());
        step.Advance();
        var calls = statistics.TensorStatistics.CreatedInScopeCount - tensors;
        (pauses, bytes) = (GC.GetTotalPauseDuration() - pauses, GC.GetAllocatedBytesForCurrentThread() - bytes);
        using var scope = NewDisposeScope();
        var (a, b) = (ones(1), ones(1));
        var call = Measure.Seconds(() =>
        {
            for (var i = 0; i < SmallOps; i++)
            {
                using var inner = NewDisposeScope();
                a.add(b);
            }
        }) / SmallOps;
        yield return new($"{name}: tensors made by a step", calls, "");
        yield return new($"{name}: managed overhead of a step, at most", 1e3 * ((calls * call) + pauses.TotalSeconds), "ms");
        yield return new($"{name}: managed memory that a step asks for", bytes / 1e6, "MB");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private sealed record Timed(double Seconds, double Processor, double[] Parts)
    {
        public static Timed Of(TrainStep step)
        {
            var before = Environment.CpuUsage.TotalTime;
            double[] parts = [];
            var seconds = Measure.Once(() => parts = step.Advance());
            return new Timed(seconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds, parts);
        }
    }
}
