using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>How a worker is started: its assembly lies beside this one, and the runtime is the one that this process runs on.</summary>
internal static class WorkerProgram
{
    private const string Assembly = "MedSsl.Dicom.Codecs.Worker.dll";

    /// <summary>The environment of the service holds secrets; a worker gets what the runtime needs, no more.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, Assembly);

    public static ProcessStartInfo StartInfo(string path, CodecOptions options)
    {
        var start = new ProcessStartInfo(Runtime(), [path, Seconds(options.FrameProcessorTime), options.WorkerMemoryMegabytes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var inherited = Inherited.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(variable => variable.Value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)options.WorkerMemoryMegabytes << 20).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // no debugger's socket in /tmp
        start.Environment["DOTNET_TieredPGO"] = "0"; // few methods, hot at once: measuring them first costs more than it brings
        return start;
    }

    private static string Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The dotnet above the folder of the runtime (dotnet/shared/NAME/VERSION); the one in PATH where there is none.</summary>
    private static string Runtime()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
