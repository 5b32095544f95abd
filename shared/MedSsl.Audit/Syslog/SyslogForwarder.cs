using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using MedSsl.Audit.Chain;

namespace MedSsl.Audit.Syslog;

/// <summary>
/// Sends what stands in the chains of a folder to a collector, in the order of each chain. A record counts as delivered when the connection has lived for
/// <see cref="Confirmation"/> after it was sent, or when the collector hung up in answer to our end; whatever does not count is sent again over the next
/// connection. So nothing is lost while a collector is away, and what it had taken within that time before it died comes twice, by the same number.
/// One process of a folder forwards; others wait for its end.
/// </summary>
public sealed class SyslogForwarder(SyslogTarget target, string folder, string host, ISyslogObserver observer, TimeProvider time)
{
    private const int BatchBytes = 256 << 10;
    private const string LockName = "syslog.lock";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ChainPosition> sent = new(StringComparer.Ordinal);
    private readonly Queue<(long SentAt, string Chain, ChainPosition Behind)> unconfirmed = new();

    /// <summary>Time that a connection must live after a record was sent, for the record to count as delivered.</summary>
    public static TimeSpan Confirmation { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Forwards until it is stopped; then what was written until then is sent, if the collector is there.</summary>
    /// <param name="cancellationToken">The end.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var mine = await TakeAsync(cancellationToken);
        var delay = FirstDelay;
        while (mine is not null)
        {
            Exception problem;
            try
            {
                (delay, problem) = await ServeAsync(delay, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or CryptographicException or UnauthorizedAccessException or OperationCanceledException)
            {
                problem = exception;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var jittered = delay * (0.5 + RandomNumberGenerator.GetInt32(1000) / 1000.0);
            observer.Lost(problem, jittered);
            await Task.Delay(jittered, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 > LongestDelay ? LongestDelay : delay * 2;
            Measure();
        }
    }

    /// <summary>The lock of the one process that forwards; null when the end came first.</summary>
    private async Task<FileStream?> TakeAsync(CancellationToken cancellationToken)
    {
        ChainFiles.CreatePrivateFolder(folder);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>One connection, from its begin to its end; the delay before the next one, and how this one ended.</summary>
    private async Task<(TimeSpan Delay, Exception Problem)> ServeAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        sent.Clear();
        unconfirmed.Clear();
        await using var connection = await SyslogConnection.OpenAsync(target, time, cancellationToken);
        while (!connection.HasEnded && !cancellationToken.IsCancellationRequested)
        {
            if (!await SendWaitingAsync(connection, cancellationToken))
            {
                await Task.Delay(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!connection.HasEnded && Confirm(time.GetTimestamp()))
            {
                delay = FirstDelay; // the collector is well
            }
        }

        if (cancellationToken.IsCancellationRequested)
        {
            await LeaveAsync(connection);
        }

        return (delay, connection.WhyEnded());
    }

    private async Task LeaveAsync(SyslogConnection connection)
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        while (await SendWaitingAsync(connection, limit.Token))
        {
            // until all of it is sent
        }

        if (await connection.CloseAsync(limit.Token))
        {
            Confirm(long.MaxValue);
        }
    }

    private async Task<bool> SendWaitingAsync(SyslogConnection connection, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var chain in ChainFiles.Chains(folder))
        {
            var place = sent.TryGetValue(chain, out var known) ? known : SyslogCursors.Read(chain);
            using var frames = new MemoryStream();
            var messages = 0;
            foreach (var (record, behind) in ChainTail.Read(chain, place))
            {
                place = behind;
                if (record.Kind == ChainRecordKind.Message)
                {
                    frames.Write(SyslogFrame.Write(record, Path.GetFileName(chain), host));
                    messages++;
                }

                if (frames.Length > BatchBytes)
                {
                    break;
                }
            }

            if (messages > 0)
            {
                await connection.SendAsync(frames.GetBuffer().AsMemory(0, (int)frames.Length), cancellationToken);
                observer.Sent(messages);
                any = true;
            }

            if (place != known)
            {
                sent[chain] = place;
                unconfirmed.Enqueue((time.GetTimestamp(), chain, place));
            }
        }

        Measure();
        return any;
    }

    /// <summary>Records that what was sent long enough before a time is delivered; whether there was any.</summary>
    private bool Confirm(long now)
    {
        var confirmed = new Dictionary<string, ChainPosition>(StringComparer.Ordinal);
        while (unconfirmed.TryPeek(out var oldest) && (now == long.MaxValue || time.GetElapsedTime(oldest.SentAt, now) >= Confirmation))
        {
            confirmed[oldest.Chain] = oldest.Behind;
            unconfirmed.Dequeue();
        }

        foreach (var (chain, place) in confirmed)
        {
            SyslogCursors.Write(chain, place);
        }

        return confirmed.Count > 0;
    }

    private void Measure() =>
        observer.Waiting(ChainFiles.Chains(folder).Sum(chain => ChainTail.BytesBehind(chain, sent.TryGetValue(chain, out var known) ? known : SyslogCursors.Read(chain))));

    /// <summary>The first record of a chain that may have to be sent yet.</summary>
    /// <param name="chainFolder">Folder of the chain.</param>
    public static long FirstNeeded(string chainFolder) => SyslogCursors.Read(chainFolder).Sequence + 1;
}
