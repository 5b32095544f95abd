using System.Runtime.InteropServices;
using TorchSharp;

namespace MedSsl.Learning.Native;

/// <summary>
/// Mixed precision: while the scope is open, matrix products and convolutions of this thread run in bfloat16 and their gradients come back in
/// float32. TorchSharp 0.107 does not bind autocast; libtorch exports it with plain integers as arguments. Never await inside the scope.
/// </summary>
internal sealed unsafe class Autocast : IDisposable
{
    private static readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Symbol("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE");
    private static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Symbol("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");
    private static readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)Symbol("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
    private static readonly delegate* unmanaged<int> Enter = (delegate* unmanaged<int>)Symbol("_ZN2at8autocast17increment_nestingEv");
    private static readonly delegate* unmanaged<int> Leave = (delegate* unmanaged<int>)Symbol("_ZN2at8autocast17decrement_nestingEv");
    private static readonly delegate* unmanaged<void> ClearCache = (delegate* unmanaged<void>)Symbol("_ZN2at8autocast11clear_cacheEv");

    private readonly sbyte _device;
    private readonly byte _before;

    private Autocast(DeviceType device)
    {
        _device = (sbyte)device;
        _before = IsEnabled(_device);
        Enter();
        SetType(_device, (sbyte)torch.ScalarType.BFloat16);
        SetEnabled(_device, 1);
    }

    /// <summary>Opens the scope; null, which is no scope, unless <paramref name="enabled"/>.</summary>
    public static Autocast? BFloat16(DeviceType device, bool enabled) => enabled ? new Autocast(device) : null;

    public void Dispose()
    {
        if (Leave() == 0)
        {
            ClearCache();
        }

        SetEnabled(_device, _before);
    }

    private static nint Symbol(string name) => NativeLibrary.TryGetExport(TorchRuntime.LibTorchCpu, name, out var address)
        ? address
        : throw new NotSupportedException($"The libtorch in {TorchRuntime.LibTorchFolder} does not export {name}, so bfloat16 is not available with it; set precision to float32.");
}
