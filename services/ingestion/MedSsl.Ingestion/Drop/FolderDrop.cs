using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Instances;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// Takes files from the watched folder. Several processes may watch one folder: a file is held by a lock while one works on it, and where the file
/// system knows no locks, taking it twice stores it once.
/// </summary>
internal sealed class FolderDrop(
    InstanceIngestor ingestor, TransferAudit audit, IOptions<DropOptions> options, IOptions<IngestionOptions> ingestion, TimeProvider time, ILogger<FolderDrop> logger)
    : DropWatch(Source, ingestor, audit, options, time, logger)
{
    public const string Source = "folder";

    private readonly string root = options.Value.Folder.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Value.Folder)) : "";
    private readonly StableFiles stable = new(options.Value.StableTime, Capacity, time);
    private readonly HashSet<string> unreadableFolders = new(StringComparer.Ordinal);
    private bool isAway;
    private int taken;

    protected override bool IsOn => root.Length > 0;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsOn)
        {
            Log.DropWatches(Logger, root, Options.After);
        }

        return base.StartAsync(cancellationToken);
    }

    internal override async Task LookAsync(CancellationToken stoppingToken)
    {
        if (IsAway())
        {
            return;
        }

        taken = 0;
        var counts = new Counts();
        var folder = new DropFolder(root, Options.Dataset, Options.StableTime, Time);
        await Parallel.ForEachAsync(
            Ready(folder.Walk(TellUnreadableFolder), counts),
            new ParallelOptions { MaxDegreeOfParallelism = Options.Concurrency, CancellationToken = stoppingToken },
            async (file, _) => await TakeAsync(file.Path, () => TakeAsync(file, stoppingToken), stoppingToken));
        stable.EndPass();
        DropMetrics.Waiting.WithLabels(Source).Set(counts.Seen - taken);
        DropMetrics.Stuck.WithLabels(Source).Set(counts.Stuck);
    }

    /// <summary>Looked at while others are worked on: the walk goes on when there is a place for the next file.</summary>
    private IEnumerable<DroppedFile> Ready(IEnumerable<DroppedFile> files, Counts counts)
    {
        foreach (var file in files)
        {
            counts.Seen++;
            counts.Stuck += Postponed.IsTold(file.Path) ? 1 : 0;
            if (!Postponed.Contains(file.Path) && stable.Look(file.Path, file.Look))
            {
                yield return file;
            }
        }
    }

    private async Task TakeAsync(DroppedFile file, CancellationToken stoppingToken)
    {
        var (held, problem) = await HeldFile.OpenAsync(file, ingestion.Value.MaxFileBytes, stoppingToken);
        if (problem is not null)
        {
            await TellUnreadableAsync(file.Path, file.Dataset, file.Look, problem);
            return;
        }

        if (held is null)
        {
            return;
        }

        using (held)
        {
            await IngestAsync(file.Path, file.Dataset, file.Look, held.Content);
            Leave(file, held);
        }
    }

    private void Leave(DroppedFile file, HeldFile held)
    {
        try
        {
            stable.Forget(file.Path);
            if (held.TryLeave(Options.After == DropOptions.KeepInDone ? Path.Combine(root, DropNames.DoneFolder, Path.GetRelativePath(root, file.Path)) : null))
            {
                Interlocked.Increment(ref taken);
                Postponed.Forget(file.Path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TellNotRemoved(file.Path, file.Dataset, file.Look);
        }
    }

    /// <summary>A share that is not mounted must not look like a folder without files, nor stop the process.</summary>
    private bool IsAway()
    {
        var was = isAway;
        isAway = !Directory.Exists(root);
        if (isAway && !was)
        {
            Log.DropFolderAway(Logger, root);
        }

        return isAway;
    }

    private void TellUnreadableFolder(string folder)
    {
        if (unreadableFolders.Count < Capacity && unreadableFolders.Add(folder))
        {
            Log.DropFolderUnreadable(Logger);
        }
    }

    private sealed class Counts
    {
        public int Seen { get; set; }

        public int Stuck { get; set; }
    }
}
