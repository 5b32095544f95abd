using System.Runtime.CompilerServices;
using MedSsl.Learning.Native;

namespace MedSsl.Learning.Tests.Native;

/// <summary>A test may touch torch before it touches MedSsl.Learning.</summary>
internal static class TestStart
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
