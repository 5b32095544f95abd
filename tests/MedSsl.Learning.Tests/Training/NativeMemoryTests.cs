using System.Globalization;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

/// <summary>What a step leaves behind is paid for by every one of a hundred thousand steps.</summary>
public sealed class NativeMemoryTests
{
    private const int Settled = 20; // steps after which buffers, caches and compiled code are there
    private const int Steps = 200;
    private const double MostMegabytes = 16; // 80 kB a step; the crops of one are 100 kB
    private const long MostTensors = Steps / 4; // those of the batch that is prepared meanwhile, and of nothing else

    [Fact]
    public void Memory_and_tensors_do_not_grow_over_200_steps()
    {
        var recipe = TinyTraining.Of("demo") with { Steps = Settled + Steps + 2, BatchSize = 8, ImageSize = 32, LargeCropSize = 32, SmallCrops = 0, QueueLength = 16 };
        using var trainer = new SelfSupervisedTrainer(recipe, new SyntheticImages(("CR", 64)));
        Advance(trainer, Settled);
        var before = Now();

        Advance(trainer, Steps);

        var after = Now();
        var grown = FormattableString.Invariant($"{after.Tensors - before.Tensors} tensors and {after.Megabytes - before.Megabytes:F1} MB more after {Steps} steps");
        Assert.True(after.Tensors - before.Tensors <= MostTensors && after.Megabytes - before.Megabytes <= MostMegabytes, grown);
        TestContext.Current.SendDiagnosticMessage(grown);
    }

    private static void Advance(SelfSupervisedTrainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            trainer.Advance();
        }
    }

    // Tensors first: a collection would free those that nobody disposed of, and they are what this looks for. The memory is without what the collector holds.
    private static (long Tensors, double Megabytes) Now()
    {
        var tensors = torch.Tensor.TotalCount;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var resident = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1e3;
        return (tensors, resident - (GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6));
    }
}
