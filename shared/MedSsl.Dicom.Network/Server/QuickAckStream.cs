using System.Net.Sockets;

namespace MedSsl.Dicom.Network.Server;

/// <summary>
/// A socket as a stream that acknowledges at once. A sender with Nagle's algorithm (the default of most) holds the last piece of an object back until
/// our kernel acknowledges the one before, and that waits about 40 ms for an answer to travel with: 25 objects a second, whatever the machine.
/// <c>TCP_QUICKACK</c> ends the wait; Linux forgets it again, so it is set before every receive. Other systems do without.
/// </summary>
internal sealed class QuickAckStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int QuickAck = 12; // TCP_QUICKACK of Linux

    private static readonly byte[] On = [1, 0, 0, 0];
    private readonly bool isLinux = OperatingSystem.IsLinux();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (isLinux)
        {
            try
            {
                Socket.SetRawSocketOption(Tcp, QuickAck, On);
            }
            catch (SocketException)
            {
                // The connection is gone; the read says so in its own words.
            }
        }

        return base.ReadAsync(buffer, cancellationToken);
    }
}
