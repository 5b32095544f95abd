using MedSsl.Learning.Native;
using TorchSharp;

namespace MedSsl.Training.Runs;

/// <summary>The device that the options name; asked for and absent is an error at once, not a slow run.</summary>
internal static class TrainingDevice
{
    public static torch.Device Open(TrainingOptions options)
    {
        TorchRuntime.EnsureLoaded();
        if (options.Threads > 0)
        {
            torch.set_num_threads(options.Threads);
        }

        if (options.Device == "cuda" && !torch.cuda.is_available())
        {
            throw new InvalidOperationException(
                "Training:Device is cuda, and libtorch sees no CUDA device: build with -p:TorchBackend=cuda (or set MEDSSL_LIBTORCH_DIR to a CUDA libtorch) and check the driver, or set MEDSSL_Training__Device=cpu");
        }

        return torch.device(options.Device);
    }
}
