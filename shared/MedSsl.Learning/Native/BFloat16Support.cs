using System.Runtime.Intrinsics.X86;
using MedSsl.Learning.Training;
using TorchSharp;

namespace MedSsl.Learning.Native;

/// <summary>Whether bfloat16 is worth using on a device.</summary>
public static class BFloat16Support
{
    // Intel's manual, CPUID leaf 7, subleaf 1, EAX: AVX512_BF16. Processors with AMX have it too.
    private const int Leaf = 7;
    private const int Subleaf = 1;
    private const int Avx512BFloat16 = 1 << 5;

    /// <summary>
    /// True where this machine's processor multiplies bfloat16 in hardware. Without it libtorch convolves by a plain loop: a training step of a third
    /// of a second took half a minute on a processor with AVX2.
    /// </summary>
    public static bool InProcessor { get; } =
        Avx512BW.IsSupported && Avx512DQ.IsSupported && (X86Base.CpuId(Leaf, Subleaf).Eax & Avx512BFloat16) != 0;

    /// <summary>Whether a recipe's backbone runs in bfloat16 on a device.</summary>
    internal static bool IsWanted(Precision precision, DeviceType device) => precision == Precision.BFloat16 || (precision == Precision.Auto && InHardware(device));

    /// <summary>True where the device does; GPUs that libtorch supports all do, or convert at little cost.</summary>
    private static bool InHardware(DeviceType device) => device != DeviceType.CPU || InProcessor;
}
