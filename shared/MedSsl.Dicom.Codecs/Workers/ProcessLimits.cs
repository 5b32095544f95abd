using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>
/// Limits that the kernel keeps for this process (setrlimit): decoders are not asked whether they keep them. Elsewhere than on Linux only the
/// supervisor's clock and the limit of the managed heap hold.
/// </summary>
internal static partial class ProcessLimits
{
    // Numbers of Linux on x64 and arm64 (bits/resource.h).
    private const int ProcessorTime = 0;
    private const int CoreSize = 4;
    private const int AddressSpace = 9;
    private const int SetPipeSize = 1031;
    private const int PipeSize = 1 << 20;
    private const ulong Unlimited = ulong.MaxValue;

    /// <summary>
    /// Address space from now on: what the runtime has reserved by now is large, never used, and must not count. Core dumps are off: they hold images.
    /// </summary>
    public static void LimitMemory(long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            Set(CoreSize, 0, 0);
            var pages = ulong.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            var limit = (pages * (ulong)Environment.SystemPageSize) + (ulong)bytes;
            Set(AddressSpace, limit, limit);
        }
    }

    /// <summary>Processor time from now on; the kernel ends the process when it is used up.</summary>
    public static void LimitProcessorTime(int seconds)
    {
        if (OperatingSystem.IsLinux())
        {
            Set(ProcessorTime, (ulong)Math.Ceiling(Environment.CpuUsage.TotalTime.TotalSeconds) + (ulong)seconds, Unlimited);
        }
    }

    /// <summary>
    /// A pipe holds 64 KiB by default: a frame would cross it in a hundred turns of writer and reader. Refused where the user has too many of them,
    /// which costs time and nothing else.
    /// </summary>
    public static void WidenPipes()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ControlFile(0, SetPipeSize, PipeSize);
            _ = ControlFile(1, SetPipeSize, PipeSize);
        }
    }

    private static void Set(int resource, ulong soft, ulong hard)
    {
        var limit = new Limit { Soft = soft, Hard = hard };
        if (SetResourceLimit(resource, in limit) != 0)
        {
            throw new InvalidOperationException($"setrlimit {resource} to {soft} failed with error {Marshal.GetLastPInvokeError()}; workers do not decode without limits");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetResourceLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ControlFile(int file, int command, int value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
