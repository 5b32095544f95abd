using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// What the watched folder and the watched prefix have in common: look, take what is whole, let go of it when it is durable. An input stays where it is
/// until then, so that a crash at any moment costs a repetition, which has no effect, and nothing else.
/// </summary>
internal abstract class DropWatch(string source, InstanceIngestor ingestor, TransferAudit audit, IOptions<DropOptions> options, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>Inputs that are remembered at a time; with more in a place, the others have their turn later.</summary>
    protected const int Capacity = 10_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Until a stuck input is tried again: somebody may have mended it.</summary>
    private static readonly TimeSpan StuckDelay = TimeSpan.FromMinutes(1);

    /// <summary>Longer than a look takes in which everything fails; an input that nobody tried for so long is gone.</summary>
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);

    private int failuresInARow;

    protected DropOptions Options { get; } = options.Value;

    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

    protected PostponedInputs Postponed { get; } = new(Capacity, time);

    protected abstract bool IsOn { get; }

    /// <summary>One look at everything that is there.</summary>
    internal abstract Task LookAsync(CancellationToken stoppingToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (IsOn && !stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => LookAsync(stoppingToken), stoppingToken);
            Postponed.EndPass(ForgetAfter);
            await Task.Delay(Options.ScanInterval, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Works on one input. Where that fails, the input waits and so do we, the longer the more often, because the store may be away.</summary>
    protected async Task TakeAsync(string name, Func<Task> take, CancellationToken stoppingToken)
    {
        if (await TryAsync(take, stoppingToken) is { } delay)
        {
            Postponed.Postpone(name, delay);
        }
    }

    /// <summary>The instance is stored, or the input is in the quarantine, and the audit trail knows, when this ends. An input at hand is brought to its end.</summary>
    protected async Task IngestAsync(string name, string dataset, FileLook look, ReadOnlyMemory<byte> content)
    {
        var outcome = await ingestor.IngestAsync(dataset, content, SourceNames.Drop, CancellationToken.None);
        if (!Postponed.IsTold(name, NotRemoved(look)))
        {
            await audit.NoteAsync(AuditMedia.Drop(source), dataset, outcome); // one that stays is not another import each time
        }

        DropMetrics.Taken.WithLabels(source, outcome.IsStored ? "stored" : "refused").Inc();
    }

    /// <summary>An input that cannot be read: told once, tried again now and then.</summary>
    protected async Task TellUnreadableAsync(string name, string dataset, FileLook look, string problem)
    {
        if (Postponed.PostponeAndTell(name, StuckDelay, $"{problem} {look}"))
        {
            Log.DropUnreadable(Logger, source, dataset, look.Length, look.ModifiedUtc, problem);
            var outcome = await ingestor.RejectAsync(dataset, default, RejectionReasons.UnreadableFile, problem, CancellationToken.None);
            await audit.NoteAsync(AuditMedia.Drop(source), dataset, outcome);
        }
    }

    /// <summary>An input that is durable and cannot be removed: told once, tried again now and then, without effect on what is stored.</summary>
    protected void TellNotRemoved(string name, string dataset, FileLook look)
    {
        if (Postponed.PostponeAndTell(name, StuckDelay, NotRemoved(look)))
        {
            Log.DropNotRemoved(Logger, source, dataset, look.Length, look.ModifiedUtc);
        }
    }

    private static string NotRemoved(FileLook look) => $"not removed {look}";

    /// <summary>Null when it went well, else the delay that was waited.</summary>
    private async Task<TimeSpan?> TryAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work();
            Volatile.Write(ref failuresInARow, 0);
            return null;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // The edge of this input or look, whatever it was: the store is away, or we have a fault. Everything stays where it is.
            var delay = FirstDelay * Math.Pow(2, Math.Min(Interlocked.Increment(ref failuresInARow) - 1, 10));
            delay = delay > LongestDelay ? LongestDelay : delay;
            DropMetrics.Failures.WithLabels(source).Inc();
            Log.DropFailed(Logger, source, delay, exception);
            await Task.Delay(delay, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return delay;
        }
    }
}
