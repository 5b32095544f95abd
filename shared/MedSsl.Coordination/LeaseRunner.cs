namespace MedSsl.Coordination;

/// <summary>Runs work under a lease.</summary>
public static class LeaseRunner
{
    /// <summary>
    /// Takes the lease, runs <paramref name="work"/> and renews the lease meanwhile every third of <paramref name="duration"/>. The
    /// work's token is cancelled as soon as the lease is lost, at the latest when it expires while the store is away; the work gets the
    /// lease for its fencing token. An exception of the work, or a cancellation by the caller, passes through after the lease is released.
    /// </summary>
    public static async Task<LeaseOutcome> RunAsync(
        ILeaseStore store,
        string name,
        TimeSpan duration,
        Func<ILease, CancellationToken, Task> work,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(time);
        var asked = time.GetTimestamp();
        var lease = await store.TryAcquireAsync(name, duration, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            return LeaseOutcome.NotAcquired;
        }

        var lost = false;
        using var whileHeld = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var renewal = RenewAsync();
        try
        {
            await work(lease, whileHeld.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref lost) && !cancellationToken.IsCancellationRequested)
        {
            return LeaseOutcome.Lost;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(false);
            await ReleaseAsync(lease).ConfigureAwait(false);
        }

        return Volatile.Read(ref lost) ? LeaseOutcome.Lost : LeaseOutcome.Completed;

        async Task RenewAsync()
        {
            if (!await HoldAsync(lease, asked, duration, time, ended.Token).ConfigureAwait(false))
            {
                Volatile.Write(ref lost, true);
                await whileHeld.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Renews until <paramref name="ended"/> (true) or until the lease is no longer certain (false).</summary>
    private static async Task<bool> HoldAsync(ILease lease, long held, TimeSpan duration, TimeProvider time, CancellationToken ended)
    {
        var interval = duration / 3;
        try
        {
            while (true)
            {
                await Task.Delay(interval, time, ended).ConfigureAwait(false);
                // From before the question: the store counts the duration from when it hears it.
                var asked = time.GetTimestamp();
                // A renewal that neither succeeds nor fails must not outlast the lease either.
                using var limit = new CancellationTokenSource(Positive(duration - time.GetElapsedTime(held)), time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, limit.Token);
                try
                {
                    if (!await lease.RenewAsync(either.Token).ConfigureAwait(false))
                    {
                        return false;
                    }

                    held = asked;
                    interval = duration / 3;
                }
                catch (Exception) when (!ended.IsCancellationRequested)
                {
                    // The store is away: the lease is still ours until it expires there. Ask again soon.
                    interval = TimeSpan.FromTicks(Math.Min(duration.Ticks / 10, TimeSpan.TicksPerSecond));
                    if (time.GetElapsedTime(held) + interval >= duration)
                    {
                        return false;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return true;
        }
    }

    private static async Task ReleaseAsync(ILease lease)
    {
        try
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The store is away: the lease expires there by itself, and the outcome of the work stands.
        }
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.FromTicks(1);
}
