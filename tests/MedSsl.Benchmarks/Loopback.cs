using System.Net;
using System.Net.Sockets;

namespace MedSsl.Benchmarks;

internal static class Loopback
{
    /// <summary>A port for a server that has to be told one.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
