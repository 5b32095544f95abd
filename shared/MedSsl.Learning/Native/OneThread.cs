using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MedSsl.Learning.Native;

/// <summary>
/// While the scope is open, operations of this thread on the CPU use this thread alone: for work that is divided among threads already, beside
/// a training that wants the cores. TorchSharp sets the number for all threads only; OpenMP and MKL, whose own it is, can do so for one.
/// </summary>
internal sealed unsafe class OneThread : IDisposable
{
    private static readonly delegate* unmanaged<int> MaxThreads = (delegate* unmanaged<int>)Symbol("omp_get_max_threads");
    private static readonly delegate* unmanaged<int, void> SetThreads = (delegate* unmanaged<int, void>)Symbol("omp_set_num_threads");
    // The same in small letters is for Fortran, which passes an address.
    private static readonly delegate* unmanaged<int, int> SetMklThreads = (delegate* unmanaged<int, int>)Symbol("MKL_Set_Num_Threads_Local");

    private readonly int _threads;
    private readonly int _mklThreads;

    /// <summary>Opens the scope; without effect where the libtorch in use exports no such setting.</summary>
    public OneThread()
    {
        if (MaxThreads is null || SetThreads is null)
        {
            return;
        }

        _ = get_num_threads(); // libtorch initialises a thread on its first use, and would undo what was set before
        _threads = MaxThreads();
        SetThreads(1);
        _mklThreads = SetMklThreads is null ? 0 : SetMklThreads(1);
    }

    public void Dispose()
    {
        if (_threads > 0)
        {
            SetThreads(_threads);
            if (SetMklThreads is not null)
            {
                _ = SetMklThreads(_mklThreads);
            }
        }
    }

    // Found in what libtorch depends on, too.
    private static nint Symbol(string name) => NativeLibrary.TryGetExport(TorchRuntime.LibTorchCpu, name, out var address) ? address : 0;
}
