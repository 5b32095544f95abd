using System.Globalization;
using System.Runtime.InteropServices;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

/// <summary>What a step leaves behind is paid for by every one of a hundred thousand steps.</summary>
public sealed class NativeMemoryTests
{
    private const int Settled = 20; // steps after which buffers, caches and compiled code are there
    private const double MostMegabytes = 16; // 80 kB a step of 200; the crops of one are 64 kB
    private const double MostTensors = 0.25; // a step; the batch that is prepared meanwhile has a few of its own

    [Fact]
    public void Memory_and_tensors_do_not_grow_over_200_steps()
    {
        var (tensors, megabytes) = Growth(200, new SyntheticImages(("CR", 64)));

        Assert.True(tensors <= MostTensors * 200 && megabytes <= MostMegabytes, FormattableString.Invariant($"{tensors} tensors and {megabytes:F1} MB more"));
    }

    [Fact]
    public void Tensors_that_every_step_leaves_behind_are_seen()
    {
        var kept = new List<torch.Tensor>();
        var images = new SyntheticImages(("CR", 64))
        {
            Reader = (modality, draw) =>
            {
                lock (kept)
                {
                    kept.Add(torch.ones(1 << 15).DetachFromDisposeScope()); // an eighth of it, at each of eight images
                }

                return new TrainingImage($"{modality}-{draw}", SyntheticImages.Draw(modality, (int)draw % 64), null);
            },
        };
        try
        {
            // Of tensors alone: memory that other tests gave back to the allocator may hold what is left behind, and the process would not grow.
            Assert.InRange(Growth(40, images).Tensors, 320, 400);
        }
        finally
        {
            kept.ForEach(tensor => tensor.Dispose());
        }
    }

    private static (long Tensors, double Megabytes) Growth(int steps, SyntheticImages images)
    {
        var recipe = TinyTraining.Of("demo") with { Steps = Settled + steps + 2, BatchSize = 8, ImageSize = 32, LargeCropSize = 32, SmallCrops = 0, QueueLength = 16 };
        using var trainer = new SelfSupervisedTrainer(recipe, images);
        Advance(trainer, Settled);
        TinyTraining.ForgetOthers();
        var (tensors, megabytes) = (torch.Tensor.TotalCount, Megabytes());
        Advance(trainer, steps);

        // Counted before a collection, which would free the tensors that nobody disposed of: they are what this looks for.
        tensors = torch.Tensor.TotalCount - tensors;
        TinyTraining.ForgetOthers();
        return (tensors, Megabytes() - megabytes);
    }

    private static void Advance(SelfSupervisedTrainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            trainer.Advance();
        }
    }

    // What is resident without what the collector holds, which it says of its last collection, and without what was freed and the allocator keeps: that swings by tens of megabytes and does not grow.
    private static double Megabytes()
    {
        _ = MallocTrim(0);
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1e3) - (GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallocTrim(nuint pad);
}
