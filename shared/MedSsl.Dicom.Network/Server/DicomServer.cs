using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MedSsl.Dicom.Network.Server;

/// <summary>
/// Listens for associations (PS3.8) and serves verification, storage and storage commitment on them. Every connection has a task of its own from its
/// first byte on, the TLS handshake included: one that stalls holds up nobody.
/// </summary>
public sealed class DicomServer : IAsyncDisposable
{
    /// <summary>Connections that may be about to become associations, or about to be refused in words, beside those that are.</summary>
    private const int Antechamber = 100;

    private readonly DicomServerOptions options;
    private readonly IDicomServerHandler handler;
    private readonly TimeProvider time;
    private readonly AssociationLimits limits;
    private readonly CancellationTokenSource listening = new();
    private readonly CancellationTokenSource serving = new();
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly Socket listener;
    private Task accepting = Task.CompletedTask;
    private int isDisposed;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <param name="options">Options.</param>
    /// <param name="handler">Who uses it.</param>
    /// <param name="time">Clock of the timers.</param>
    public DicomServer(DicomServerOptions options, IDicomServerHandler handler, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(time);
        (this.options, this.handler, this.time, Endpoint) = (options, handler, time, options.Endpoint);
        limits = new AssociationLimits(options.MaxAssociations, options.MaxAssociationsPerSource);
        listener = new Socket(options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (options.Endpoint.Address.Equals(IPAddress.IPv6Any))
        {
            listener.DualMode = true;
        }
    }

    /// <summary>Where it listens; before it does, where it was told to.</summary>
    public IPEndPoint Endpoint { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The address or port cannot be had.</exception>
    public void Start()
    {
        listener.Bind(options.Endpoint);
        listener.Listen(Antechamber);
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Stops listening at once, lets associations end for <paramref name="patience"/>, then aborts those that are left.</summary>
    /// <param name="patience">How long.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        await listening.CancelAsync();
        listener.Dispose();
        await accepting;
        var left = Task.WhenAll(connections.Keys);
        if (patience > TimeSpan.Zero && !left.IsCompleted)
        {
            using var limit = new CancellationTokenSource(patience, time);
            await left.WaitAsync(limit.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await serving.CancelAsync();
        await left;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1)
        {
            return;
        }

        await StopAsync(TimeSpan.Zero);
        listening.Dispose();
        serving.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!listening.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(listening.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                if (listening.IsCancellationRequested)
                {
                    return;
                }

                // A connection that was gone before it was accepted, or too many open files: neither may end the listening, nor turn it into a busy loop.
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket socket)
    {
        if (connections.Count >= options.MaxAssociations + Antechamber)
        {
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        var task = Task.Run(async () =>
        {
            await using var connection = new ServerConnection(socket, options, handler, limits, time, serving.Token);
            await connection.RunAsync();
        });
        connections[task] = true;
        _ = task.ContinueWith(ended => connections.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
