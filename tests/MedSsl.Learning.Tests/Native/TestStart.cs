using System.Runtime.CompilerServices;
using MedSsl.Learning.Native;
using Xunit.Sdk;
using Xunit.v3;

// libtorch runs each operation on every core, and the leak test counts the process's tensors: tests one after another.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace MedSsl.Learning.Tests.Native;

/// <summary>A test may touch torch before it touches MedSsl.Learning.</summary>
internal static class TestStart
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
