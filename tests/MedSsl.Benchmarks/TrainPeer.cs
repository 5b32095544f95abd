using System.Diagnostics;
using System.Globalization;
using MedSsl.Learning.Training;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>The same step in PyTorch (train_step.py), in a process that waits for its turn.</summary>
internal sealed class TrainPeer : IDisposable
{
    private readonly Process process;

    private TrainPeer(Process process, string version, double parameters)
    {
        this.process = process;
        Version = version;
        Parameters = parameters;
    }

    /// <summary>Of PyTorch.</summary>
    public string Version { get; }

    /// <summary>How many its network has.</summary>
    public double Parameters { get; }

    /// <summary>Starts the peer; null where no Python has PyTorch.</summary>
    public static TrainPeer? Start(TrainingRecipe recipe, bool bfloat16, int threads)
    {
        var (large, small) = (recipe.Augmentation().Crops[0], recipe.Augmentation().Crops[1]);
        string[] arguments =
        [
            Path.Combine(Repository.Root, "tests", "MedSsl.Benchmarks", "train_step.py"),
            .. new double[] { recipe.BatchSize, large.Count, large.Size, small.Count, small.Size, recipe.HiddenSize, recipe.EmbeddingSize, recipe.Prototypes, recipe.SinkhornIterations, bfloat16 ? 1 : 0, threads }
                .Select(value => value.ToString(CultureInfo.InvariantCulture)),
        ];
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // As our own process has it (TorchRuntime).
            Environment = { ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture), ["OMP_WAIT_POLICY"] = "passive" },
        })!;
        if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version, var parameters])
        {
            return new TrainPeer(process, version, double.Parse(parameters, CultureInfo.InvariantCulture));
        }

        Console.WriteLine("No Python 3 with PyTorch (python3-torch): its figures are left out.");
        process.WaitForExit();
        process.Dispose();
        return null;
    }

    /// <summary>One step: seconds, seconds of processor time, and its loss.</summary>
    public (double Seconds, double Processor, double Loss) Advance()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("train_step.py has ended; what it said is above.");
        var figures = line.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        return (figures[0], figures[1], figures[2]);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
