using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Instances;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// Takes objects from below a prefix of the platform's bucket. An object is visible when it is whole, so that one look is enough. One process at a time
/// does it, under a lease: all would list the same objects and read each as often as there are processes. That a lost lease lets two do it for a moment
/// does no harm, because taking an object twice stores it once.
/// </summary>
internal sealed class ObjectDrop(
    IObjectStore store, ILeaseStore leases, InstanceIngestor ingestor, TransferAudit audit, IOptions<DropOptions> options, IOptions<IngestionOptions> ingestion,
    IOptions<HostingOptions> hosting, TimeProvider time, ILogger<ObjectDrop> logger)
    : DropWatch(Source, ingestor, audit, options, time, logger)
{
    public const string Source = "objects";

    private int taken;

    protected override bool IsOn => Options.Prefix.Length > 0;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsOn)
        {
            Log.DropWatches(Logger, Options.Prefix, Options.After);
        }

        return base.StartAsync(cancellationToken);
    }

    internal override Task LookAsync(CancellationToken stoppingToken) =>
        LeaseRunner.RunAsync(leases, "drop/objects", hosting.Value.LeaseDuration, (_, leaseToken) => LookUnderLeaseAsync(leaseToken, stoppingToken), Time, stoppingToken);

    private async Task LookUnderLeaseAsync(CancellationToken leaseToken, CancellationToken stoppingToken)
    {
        taken = 0;
        var (seen, stuck) = (0, 0);
        var ready = store.ListAsync(Options.Prefix, leaseToken).Where(found =>
        {
            if (found.Bytes == 0 || found.Key.Split('/').Any(name => DropNames.IsUnfinished(name)))
            {
                return false;
            }

            seen++;
            stuck += Postponed.IsTold(found.Key) ? 1 : 0;
            return !Postponed.Contains(found.Key);
        });
        await Parallel.ForEachAsync(
            ready,
            new ParallelOptions { MaxDegreeOfParallelism = Options.Concurrency, CancellationToken = leaseToken },
            async (found, _) => await TakeAsync(found.Key, () => TakeAsync(found), stoppingToken));
        DropMetrics.Waiting.WithLabels(Source).Set(seen - taken);
        DropMetrics.Stuck.WithLabels(Source).Set(stuck);
    }

    private async Task TakeAsync(ObjectInfo found)
    {
        var path = found.Key[Options.Prefix.Length..];
        var dataset = path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? DropNames.DatasetOf(path[..slash], Options.Dataset) : Options.Dataset;
        var look = new FileLook(found.Bytes, found.LastModified.UtcDateTime);
        if (found.Bytes > ingestion.Value.MaxFileBytes)
        {
            var problem = $"the object has {found.Bytes} bytes, more than the limit of {ingestion.Value.MaxFileBytes} (Ingestion:MaxFileBytes)";
            await TellUnreadableAsync(found.Key, dataset, look, problem);
            return;
        }

        if (await store.ReadAllAsync(found.Key, CancellationToken.None) is not { } content || content.Length != found.Bytes)
        {
            return; // gone, or another one since it was listed
        }

        await IngestAsync(found.Key, dataset, look, content);
        if (Options.After == DropOptions.KeepInDone)
        {
            using var stream = new MemoryStream(content, writable: false);
            await store.PutAsync($"{Options.Prefix[..^1]}-done/{path}", stream, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
        }

        await DeleteAsync(found);
    }

    /// <summary>An object that was written over while the one before it was stored is another input, and stays for the next look.</summary>
    private async Task DeleteAsync(ObjectInfo found)
    {
        if (await store.StatAsync(found.Key, CancellationToken.None) is { } now && now.IsStill(found))
        {
            await store.DeleteAsync(found.Key, CancellationToken.None);
            Interlocked.Increment(ref taken);
            Postponed.Forget(found.Key);
        }
    }
}
