using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Benchmarks;

/// <summary>A network device of Linux whose packets this process carries: what the kernel sends comes out of <see cref="Read"/>, what is written arrives.</summary>
internal sealed partial class TunDevice : IDisposable
{
    private const ulong SetInterface = 0x400454ca; // TUNSETIFF
    private const short Packets = 0x1001; // IFF_TUN | IFF_NO_PI: IP packets and nothing before them
    private const int NameBytes = 16;
    private const int RequestBytes = 40;

    private readonly FileStream packets;

    public TunDevice(string name)
    {
        var handle = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(NameBytes), Packets);
        if (Ioctl(handle, SetInterface, request) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new IOException($"network device {name}: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        packets = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>The next packet, waited for; its bytes.</summary>
    public int Read(Span<byte> packet) => packets.Read(packet);

    public void Write(ReadOnlySpan<byte> packet) => packets.Write(packet);

    public void Dispose() => packets.Dispose();

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(SafeFileHandle file, ulong request, [In, Out] byte[] argument);
}
