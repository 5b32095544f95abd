using System.Runtime.CompilerServices;

namespace MedSsl.Learning.Native;

/// <summary>Whoever first touches a type of this assembly has libtorch loaded: TorchSharp's own loader must never run first.</summary>
internal static class ModuleStart
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
