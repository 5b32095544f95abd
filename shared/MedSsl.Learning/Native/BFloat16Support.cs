using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace MedSsl.Learning.Native;

/// <summary>Whether bfloat16 is worth using on a device.</summary>
internal static class BFloat16Support
{
    // Intel's manual, CPUID leaf 7, subleaf 1, EAX: AVX512_BF16. Processors with AMX have it too.
    private const int Leaf = 7;
    private const int Subleaf = 1;
    private const int Avx512BFloat16 = 1 << 5;

    /// <summary>
    /// True where the device multiplies bfloat16 in hardware. Without it libtorch convolves by a plain loop: a training step of thirty milliseconds took
    /// thirty seconds on a processor with AVX2.
    /// </summary>
    public static bool InHardware(DeviceType device) => device != DeviceType.CPU
        || (Avx512BW.IsSupported && Avx512DQ.IsSupported && (X86Base.CpuId(Leaf, Subleaf).Eax & Avx512BFloat16) != 0);
}
