using System.Threading.Channels;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network;

/// <summary>
/// Takes objects from the spool to where instances belong, whether the DICOM port is on or not: what an earlier start accepted is owed. An object
/// leaves the spool when it is stored or in the quarantine and the journal says so; until then it is tried again.
/// </summary>
internal sealed class SpoolForwarder(
    ObjectSpool spool, InstanceIngestor ingestor, ReceivedJournal journal, IOptionsMonitor<DicomOptions> options, TimeProvider time, ILogger<SpoolForwarder> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Objects that the journal notes in one flush.</summary>
    private const int SettledAtOnce = 256;

    private readonly Channel<(SpooledObject Spooled, InstanceOutcome Outcome)> settled =
        Channel.CreateBounded<(SpooledObject, InstanceOutcome)>(SettledAtOnce);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            spool.Open();
        }
        catch (IOException) when (options.CurrentValue.Port == 0)
        {
            // Nobody sends to us, and whoever has the spool open forwards it.
            Log.SpoolInUse(logger, spool.Folder);
            return;
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var workers = Enumerable.Range(0, options.CurrentValue.ForwardConcurrency).Select(_ => Task.Run(() => ForwardAsync(stoppingToken), CancellationToken.None));
        await Task.WhenAll([.. workers, Task.Run(() => SettleAsync(stoppingToken), CancellationToken.None)]);
    }

    private async Task ForwardAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        await foreach (var spooled in spool.Arrived.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (spooled.Slot.Read(spooled) is { } content)
                {
                    await settled.Writer.WriteAsync((spooled, await ingestor.IngestAsync(spooled.Entry.Dataset, content, stoppingToken)), stoppingToken);
                }
                else
                {
                    Log.SpoolFileTorn(logger);
                    spool.Release(spooled);
                }

                delay = FirstDelay;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of this object, whatever it was: the store or the disk is away, or we have a fault. The object is kept; the others get their turn.
                Log.ForwardFailed(logger, delay, exception);
                spool.Requeue(spooled);
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 > LongestDelay ? LongestDelay : delay * 2;
            }
        }
    }

    /// <summary>Notes what became of objects, many in one flush, and only then lets go of their files.</summary>
    private async Task SettleAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(SpooledObject Spooled, InstanceOutcome Outcome)>();
        while (await settled.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < SettledAtOnce && settled.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                journal.Append(batch);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // They are forwarded again, without effect, and noted then.
                Log.ForwardFailed(logger, FirstDelay, exception);
                await Task.Delay(FirstDelay, time, stoppingToken);
                batch.ForEach(done => spool.Requeue(done.Spooled));
                batch.Clear();
            }

            batch.ForEach(done => spool.Release(done.Spooled));
            batch.Clear();
        }
    }
}
