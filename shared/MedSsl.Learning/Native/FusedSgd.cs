using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Native;

/// <summary>
/// A step of SGD with momentum and weight decay in one pass over the memory: libtorch's own <c>_fused_sgd_</c>, which TorchSharp 0.107 does not bind. m ← μm + s·(g + λw); w ← w − lr·m.
/// Operation by operation a step reads and writes what it needs more than twice as often, and memory is what it waits for.
/// </summary>
internal static unsafe class FusedSgd
{
    private const int EmptyOptional = 16; // bytes of a std::optional<Tensor>

    private static readonly delegate* unmanaged<TensorList, TensorList, TensorList, double, double, double, double, byte, byte, byte, void*, void*, void> Call =
        (delegate* unmanaged<TensorList, TensorList, TensorList, double, double, double, double, byte, byte, byte, void*, void*, void>)Symbol();

    /// <summary>Whether the libtorch in use has it, and has it for tensors like these: dense ones in one order, float32, on a CPU.</summary>
    public static bool Fits(Tensor parameter, Tensor gradient, Tensor momentum) =>
        Call is not null && parameter.device_type == DeviceType.CPU && parameter.dtype == ScalarType.Float32 && gradient.dtype == ScalarType.Float32 && momentum.dtype == ScalarType.Float32
        && parameter.is_contiguous() && gradient.is_contiguous() && momentum.is_contiguous();

    /// <summary>Changes parameter and momentum, without gradient tracking.</summary>
    /// <param name="parameter">w.</param>
    /// <param name="gradient">g, of its shape; it stays.</param>
    /// <param name="momentum">m, of its shape.</param>
    /// <param name="scale">s.</param>
    /// <param name="decay">λ.</param>
    /// <param name="momentumFactor">μ.</param>
    /// <param name="learningRate">lr.</param>
    public static void Step(Tensor parameter, Tensor gradient, Tensor momentum, double scale, double decay, double momentumFactor, double learningRate)
    {
        // A list of tensors is an address and a length; a tensor is the address of what it holds, and a handle points to one.
        var (w, g, m) = (*(nint*)parameter.Handle, *(nint*)gradient.Handle, *(nint*)momentum.Handle);
        var none = stackalloc byte[2 * EmptyOptional];
        new Span<byte>(none, 2 * EmptyOptional).Clear();

        // Its factor of a new gradient is 1 − dampening.
        Call(new(&w), new(&g), new(&m), decay, momentumFactor, learningRate, 1 - scale, 0, 0, 0, none, none + EmptyOptional);
    }

    private static nint Symbol() => NativeLibrary.TryGetExport(TorchRuntime.LibTorchCpu, "_ZN2at4_ops11_fused_sgd_4callEN3c108ArrayRefINS_6TensorEEES5_S5_ddddbbbRKSt8optionalIS4_ES9_", out var address) ? address : 0;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TensorList(nint* only)
    {
        private readonly nint* first = only;
        private readonly nint count = 1;
    }
}
