using System.Threading.Channels;
using MedSsl.Audit.Chain;
using MedSsl.Audit.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

/// <summary>
/// The trail of this process: events become messages in a chain, many of them with one flush. It begins with the start of the process and ends, after
/// everything else of ingestion, with its end.
/// </summary>
internal sealed class AuditTrail(AuditPlace place, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditTrail> logger) : IHostedService, IAsyncDisposable
{
    private const int AtOnce = 256;

    /// <summary>Events that may wait for a disk that cannot be written; whoever brings more waits for its place.</summary>
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<(AuditEvent Event, TaskCompletionSource? Written)> waiting =
        Channel.CreateBounded<(AuditEvent, TaskCompletionSource?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly Lock gate = new();
    private ChainWriter? writer;
    private Task? writing;
    private bool hasStopped;

    public bool IsEnabled => options.Value.Enabled;

    /// <summary>How long the chain is; null before it has a record.</summary>
    public ChainHead? Head { get; private set; }

    /// <summary>Writes an event some time soon. What is not written when the process dies is lost, and so is what comes while too much waits.</summary>
    public void Tell(AuditEvent audited)
    {
        if (IsEnabled && !Begun().TryWrite((audited, null)))
        {
            Log.AuditOverflows(logger, audited.EventId.Meaning);
        }
    }

    /// <summary>Writes events; they are on disk when the task ends.</summary>
    public async Task WriteAsync(IEnumerable<AuditEvent> events)
    {
        if (!IsEnabled)
        {
            return;
        }

        var all = new List<Task>();
        foreach (var audited in events)
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Begun().WriteAsync((audited, written));
            all.Add(written.Task);
        }

        await Task.WhenAll(all);
    }

    /// <summary>Drops files for their age; how many.</summary>
    public int DropOld(TimeSpan age, bool onlyForwarded)
    {
        lock (gate)
        {
            return writer?.DropBefore(time.GetUtcNow() - age, onlyForwarded ? MedSsl.Audit.Syslog.SyslogForwarder.FirstNeeded(writer.Folder) : long.MaxValue) ?? 0;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => WriteAsync([AuditEvents.ApplicationActivity(place.Process, isStart: true, time.GetUtcNow())]);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Hosts may stop twice: once on a signal and once when they are disposed of.
        if (IsEnabled && !Interlocked.Exchange(ref hasStopped, true))
        {
            // A disk that cannot be written must not keep the process from ending.
            await Task.WhenAny(
                WriteAsync([AuditEvents.ApplicationActivity(place.Process, isStart: false, time.GetUtcNow())]), Task.Delay(Patience, time, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        if (writing is not null)
        {
            await Task.WhenAny(writing, Task.Delay(Patience, time));
        }

        lock (gate)
        {
            writer?.Dispose();
        }
    }

    private ChannelWriter<(AuditEvent Event, TaskCompletionSource? Written)> Begun()
    {
        lock (gate)
        {
            writing ??= Task.Run(WriteWaitingAsync);
        }

        return waiting.Writer;
    }

    private async Task WriteWaitingAsync()
    {
        var batch = new List<(AuditEvent Event, TaskCompletionSource? Written)>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < AtOnce && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            while (!TryWrite(batch))
            {
                await Task.Delay(Delay, time);
            }

            batch.ForEach(item => item.Written?.SetResult());
            batch.Clear();
        }
    }

    private bool TryWrite(List<(AuditEvent Event, TaskCompletionSource? Written)> batch)
    {
        try
        {
            lock (gate)
            {
                writer ??= place.Open(time);
                writer.Append(batch.Select(item => AuditXml.Write(item.Event, place.Source)));
                Head = writer.Head(place.Process.Host);
            }

            batch.ForEach(item => AuditMetrics.Messages.WithLabels(item.Event.EventId.Code).Inc());
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            AuditMetrics.WriteFailures.Inc();
            Log.AuditWriteFailed(logger, exception);
            return false;
        }
    }
}
