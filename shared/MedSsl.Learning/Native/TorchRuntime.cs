using System.Runtime.InteropServices;
using TorchSharp;

namespace MedSsl.Learning.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native shim before TorchSharp's own loader runs (that one fails where libstdc++ is older than 13, and
/// copies 490 MB when it does). Linux on x64 only.
/// <para><c>MEDSSL_LIBTORCH_DIR</c>: a libtorch to use instead of the bundled one, for example <c>…/site-packages/torch/lib</c>.</para>
/// <para><c>MEDSSL_NATIVE_CACHE</c>: where a repaired copy of the shim may be written if it has to be; the temporary folder by default.</para>
/// </summary>
public static class TorchRuntime
{
    private const string ShimFile = "libLibTorchSharp.so";
    private const string NewestVersionNeeded = "GLIBCXX_3.4.32";

    // In order of dependency: a library finds those before it by the name it was loaded under, wherever they lie.
    private static readonly string[] LibTorchFiles = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];
    private static readonly Lock Gate = new();
    private static nint _shim;

    /// <summary>Folder of the libtorch in use; empty before <see cref="EnsureLoaded"/>.</summary>
    public static string LibTorchFolder { get; private set; } = "";

    /// <summary>Handle of libtorch_cpu, for what TorchSharp does not bind.</summary>
    internal static nint LibTorchCpu { get; private set; }

    /// <summary>Threads one operation may use; the number of cores by default. With several workers on one machine, give each its share.</summary>
    public static int Threads
    {
        get => torch.get_num_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            torch.set_num_threads(value);
        }
    }

    /// <summary>Loads the native libraries; later calls do nothing.</summary>
    /// <exception cref="DllNotFoundException">They are not there or do not load; the message says what was looked for and what to do.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_shim != 0)
            {
                return;
            }

            WaitWithoutSpinning();
            var shim = Find(ShimFile, SearchFolders());
            var external = Environment.GetEnvironmentVariable("MEDSSL_LIBTORCH_DIR");
            var libTorch = Find("libtorch_cpu.so", string.IsNullOrEmpty(external) ? SearchFolders() : [external]);
            LibTorchFolder = Path.GetDirectoryName(libTorch)!;

            foreach (var file in LibTorchFiles.Select(file => Path.Combine(LibTorchFolder, file)).Where(File.Exists))
            {
                var library = Load(file);
                LibTorchCpu = file == libTorch ? library : LibTorchCpu;
            }

            _shim = NativeLibrary.TryLoad(shim, out var handle) ? handle : Load(WeakenedCopy(shim));

            // TorchSharp's own search ends with the bare name, which the loader matches to the library that is already there.
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, static (name, _, _) => name == "LibTorchSharp" ? _shim : 0);
        }
    }

    /// <summary>The folders where the natives may lie: <c>torch/</c> beside the program, then where NuGet puts them (the CUDA package).</summary>
    internal static IEnumerable<string> SearchFolders() =>
        new[] { "torch", "runtimes/linux-x64/native", "" }.Select(folder => Path.Combine(AppContext.BaseDirectory, folder))
            .Concat((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));

    internal static string Find(string file, IEnumerable<string> folders)
    {
        var looked = folders.ToList();
        return looked.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw Unavailable($"{file} was looked for in {string.Join(", ", looked)} and is in none of them.");
    }

    /// <summary>Writes the copy aside and renames it, so that several processes may start at once.</summary>
    internal static string WeakenedCopy(string shim)
    {
        var folder = Environment.GetEnvironmentVariable("MEDSSL_NATIVE_CACHE") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Path.GetTempPath(), $"medssl-native-{Environment.UserName}");
        var original = File.ReadAllBytes(shim);
        if (!WeakSymbolVersion.TryWeaken(original, NewestVersionNeeded, out var weakened))
        {
            throw Unavailable($"{shim} does not load, and not for want of {NewestVersionNeeded} alone: {LoadError(shim)}");
        }

        var copy = Path.Combine(folder, $"{original.Length:x}-{File.GetLastWriteTimeUtc(shim).Ticks:x}-{ShimFile}");
        try
        {
            if (!File.Exists(copy))
            {
                Directory.CreateDirectory(folder);
                var aside = $"{copy}.{Environment.ProcessId}";
                File.WriteAllBytes(aside, weakened);
                File.Move(aside, copy, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"this system's libstdc++ is older than version 13, and the repaired copy of {shim} cannot be written to {folder} ({exception.Message}). Set MEDSSL_NATIVE_CACHE to a folder that can be written.");
        }

        return copy;
    }

    // OpenMP's threads spin while they wait, which starves whatever else runs on the machine (the producer of the next batch first of all).
    // libgomp reads the setting from the C environment when it is loaded; .NET's own copy of the environment does not reach it.
    private static void WaitWithoutSpinning() => _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    private static nint Load(string file) =>
        NativeLibrary.TryLoad(file, out var handle) ? handle : throw Unavailable($"{file} is there but does not load: {LoadError(file)}");

    // TryLoad keeps the loader's reason to itself; Load tells it.
    private static string LoadError(string file)
    {
        try
        {
            NativeLibrary.Load(file);
            return "it loads now";
        }
        catch (DllNotFoundException exception)
        {
            return exception.Message;
        }
    }

    private static DllNotFoundException Unavailable(string what) => new(
        $"libtorch cannot be used: {what} Expected: Linux on x64 (found: {RuntimeInformation.RuntimeIdentifier}) and the folder torch/ beside the program, which a build or publish of an executable that references MedSsl.Learning fills; or a libtorch 2.10 of your own, named in MEDSSL_LIBTORCH_DIR.");
}
