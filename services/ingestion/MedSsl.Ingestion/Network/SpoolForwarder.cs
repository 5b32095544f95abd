using System.Threading.Channels;
using MedSsl.Hosting;
using MedSsl.Ingestion.Audit;
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
    ObjectSpool spool, InstanceIngestor ingestor, ReceivedJournal journal, TransferAudit audit, DicomSettings settings, TimeProvider time, ILogger<SpoolForwarder> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(50);

    /// <summary>Objects that the journal notes in one flush.</summary>
    private const int SettledAtOnce = 256;

    private readonly Channel<(SpooledObject Spooled, InstanceOutcome Outcome)> settled =
        Channel.CreateBounded<(SpooledObject, InstanceOutcome)>(SettledAtOnce);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            spool.Open();
            audit.Open();
        }
        catch (IOException) when (settings.Current.Port == 0)
        {
            // Nobody sends to us, and whoever has the spool open forwards it.
            Log.SpoolInUse(logger, spool.Folder);
            return;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(HostingOptions.SectionName, typeof(HostingOptions),
                [$"Hosting:DataFolder (environment MEDSSL_Hosting__DataFolder): the DICOM spool in {spool.Folder} cannot be opened; each process that receives needs a folder of its own: {exception.Message}"]);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settling = Task.Run(SettleAsync, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, settings.Current.ForwardConcurrency).Select(_ => Task.Run(() => ForwardAsync(stoppingToken), CancellationToken.None)));
        settled.Writer.Complete();
        await settling;
    }

    /// <summary>Until the process stops; the object at hand is brought to its end, so that the next start need not do it again.</summary>
    private async Task ForwardAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested && await NextAsync(stoppingToken) is { } spooled)
        {
            try
            {
                using var content = spooled.Slot.Read(spooled);
                if (content is not null)
                {
                    await settled.Writer.WriteAsync((spooled, await ingestor.IngestAsync(spooled.Entry.Dataset, content.Memory, spooled.Entry.CallingAeTitle, CancellationToken.None)), CancellationToken.None);
                }
                else
                {
                    Log.SpoolFileTorn(logger);
                    spool.Release(spooled);
                }

                delay = FirstDelay;
            }
            catch (Exception exception)
            {
                // The edge of this object, whatever it was: the store or the disk is away, or we have a fault. The object is kept; the others get their turn.
                DicomMetrics.ForwardFailures.Inc();
                Log.ForwardFailed(logger, delay, exception);
                spool.Requeue(spooled);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 > LongestDelay ? LongestDelay : delay * 2;
            }
        }
    }

    private async ValueTask<SpooledObject?> NextAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await spool.Arrived.ReadAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What has settled, and what settles in a moment: each flush costs the disk as much as an object does.</summary>
    private async Task GatherAsync(List<(SpooledObject Spooled, InstanceOutcome Outcome)> batch)
    {
        if (settled.Reader.Count < SettledAtOnce && !settled.Reader.Completion.IsCompleted)
        {
            await Task.Delay(SettleTime, time);
        }

        while (batch.Count < SettledAtOnce && settled.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }
    }

    /// <summary>Notes what became of objects, many in one flush, and only then lets go of their files.</summary>
    private async Task SettleAsync()
    {
        var batch = new List<(SpooledObject Spooled, InstanceOutcome Outcome)>();
        while (await settled.Reader.WaitToReadAsync())
        {
            await GatherAsync(batch);
            try
            {
                journal.Append(batch);
                audit.Note(batch);
            }
            catch (Exception exception)
            {
                // The edge of these objects: without this loop nothing would move any more. They are forwarded again, without effect, and noted then.
                DicomMetrics.ForwardFailures.Inc();
                Log.ForwardFailed(logger, FirstDelay, exception);
                await Task.Delay(FirstDelay, time);
                batch.ForEach(done => spool.Requeue(done.Spooled));
                batch.Clear();
            }

            batch.ForEach(done => spool.Release(done.Spooled));
            batch.Clear();
        }
    }
}
