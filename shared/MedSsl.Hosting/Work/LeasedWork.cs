using MedSsl.Coordination;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedSsl.Hosting.Work;

/// <summary>
/// Long work that is not a held delivery: accepted requests leave a marker in the object store; each worker process takes one under a
/// renewable lease, works, makes the result durable and removes the marker. A worker that dies loses its lease, and the next one
/// continues from whatever the work itself made durable.
/// </summary>
public abstract class LeasedWork : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private readonly ILeaseStore leases;
    private readonly HostingOptions options;
    private readonly ILogger logger;
    private readonly Signal signal = new();

    /// <summary>Creates the worker.</summary>
    protected LeasedWork(IObjectStore store, ILeaseStore leases, HostingOptions options, TimeProvider time, ILogger logger)
    {
        this.leases = leases;
        this.options = options;
        Time = time;
        Store = store;
        this.logger = logger;
    }

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>The object store.</summary>
    protected IObjectStore Store { get; }

    /// <summary>What is worked on, plural, for example <c>runs</c>; also the first part of the lease's name.</summary>
    protected abstract string Kind { get; }

    /// <summary>Prefix of the markers.</summary>
    protected abstract string PendingPrefix { get; }

    /// <summary>
    /// Does the work from its last durable state to its durable end, publishes the outcome, and returns; or to where it is to rest. An exception means
    /// "try again"; what cannot be cured is made durable as a failure by the work itself. <paramref name="leaseToken"/> is cancelled when the lease is
    /// lost: from then on nothing may be written.
    /// </summary>
    protected abstract Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken);

    /// <summary>Whether the work rests, so that it is not taken up for now.</summary>
    protected virtual Task<bool> IsSetAsideAsync(string id, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Makes the failure durable and publishes it, after the last attempt.</summary>
    protected abstract Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken);

    /// <summary>Looks for pending work at once.</summary>
    public void Wake() => signal.Set();

    /// <summary>Works on one piece now and not in its turn, unless somebody is on it: for work that is known to be short.</summary>
    public Task WorkNowAsync(string id, CancellationToken cancellationToken) => TryWorkAsync(id, cancellationToken);

    /// <summary>Forgets failed attempts: called when the work made durable progress, so that a long run survives any number of crashes.</summary>
    protected Task ForgetAttemptsAsync(string id, CancellationToken cancellationToken) =>
        Store.PutJsonAsync(Marker(id), new PendingWork(id, 0), PutCondition.Overwrite, cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            foreach (var id in await PendingAsync(stoppingToken))
            {
                worked |= await TryWorkAsync(id, stoppingToken);
            }

            // Work that failed is tried again soon; work that others hold, or none at all, is looked for on the schedule.
            await signal.WaitAsync(worked ? RetryDelay : options.ReconcileInterval, stoppingToken);
        }
    }

    /// <summary>True when this process held the lease from the beginning of the attempt to its end.</summary>
    private async Task<bool> TryWorkAsync(string id, CancellationToken stoppingToken)
    {
        try
        {
            if (await IsSetAsideAsync(id, stoppingToken))
            {
                return false;
            }

            var outcome = await LeaseRunner.RunAsync(
                leases, $"{Kind}/{id}", options.LeaseDuration, (_, leaseToken) => AttemptAsync(id, leaseToken, stoppingToken), Time, stoppingToken);
            if (outcome == LeaseOutcome.Lost)
            {
                Log.LeaseLost(logger, Kind, id);
            }

            return outcome == LeaseOutcome.Completed;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The leases are out of reach, or the work answered the loss of its lease with an error of its own: the worker itself must live on.
            Log.LeaseFailed(logger, Kind, id, exception);
            return false;
        }
    }

    private string Marker(string id) => $"{PendingPrefix}{id}.json";

    private async Task<List<string>> PendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Store.ListAsync(PendingPrefix, cancellationToken)
                .Select(found => Path.GetFileNameWithoutExtension(found.Key))
                .ToListAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            Log.PendingListFailed(logger, Kind, exception);
            return [];
        }
    }

    private async Task AttemptAsync(string id, CancellationToken leaseToken, CancellationToken stoppingToken)
    {
        var marker = Marker(id);
        var attempt = 0;
        var isCounted = false;
        var end = WorkEnd.Done;
        try
        {
            // Read again under the lease: the work may have ended since it was listed.
            if (await Store.ReadJsonAsync<PendingWork>(marker, leaseToken) is not { } pending)
            {
                return;
            }

            attempt = pending.Attempts + 1;
            if (attempt > options.MaxAttempts)
            {
                Log.WorkGivenUp(logger, Kind, id, pending.Attempts);
                await GiveUpAsync(id, $"Given up after {pending.Attempts} attempts; the log of each says why.", leaseToken);
            }
            else
            {
                await Store.PutJsonAsync(marker, pending with { Attempts = attempt }, PutCondition.Overwrite, leaseToken);
                isCounted = true;
                Log.WorkBegins(logger, attempt, Kind, id);
                HostingMetrics.LeasesHeld.WithLabels(Kind).Inc();
                try
                {
                    end = await ExecuteAsync(id, leaseToken);
                }
                finally
                {
                    HostingMetrics.LeasesHeld.WithLabels(Kind).Dec();
                }
            }

            await (end == WorkEnd.Done ? Store.DeleteAsync(marker, leaseToken) : TakeBackAttemptAsync(marker, leaseToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // An orderly stop is not a failed attempt.
            if (isCounted)
            {
                await TakeBackAttemptAsync(marker, CancellationToken.None);
            }
        }
        catch (Exception exception) when (!leaseToken.IsCancellationRequested)
        {
            // The edge of the process for this piece of work: one that fails must not stop the others.
            Log.WorkFailed(logger, attempt, Kind, id, exception);
        }
    }

    private async Task TakeBackAttemptAsync(string marker, CancellationToken cancellationToken)
    {
        // Read again: the work may have ended, or progress may have forgotten earlier attempts.
        if (await Store.ReadJsonAsync<PendingWork>(marker, cancellationToken) is { } pending)
        {
            await Store.PutJsonAsync(marker, pending with { Attempts = Math.Max(0, pending.Attempts - 1) }, PutCondition.Overwrite, cancellationToken);
        }
    }
}
