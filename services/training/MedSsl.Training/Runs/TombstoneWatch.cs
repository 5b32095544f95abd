using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;

namespace MedSsl.Training.Runs;

/// <summary>
/// The withdrawn patients as a run knows them: asked for again and again while it trains, so that no batch has a withdrawn patient's image that is prepared a
/// moment after the tombstone. A store that cannot be asked keeps nobody from training: nobody can be withdrawn in it either.
/// </summary>
internal sealed class TombstoneWatch : IAsyncDisposable
{
    private readonly IObjectStore store;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private volatile IReadOnlySet<string> patients;
    private long revision;
    private Task watching = Task.CompletedTask;

    private TombstoneWatch(IObjectStore store, ILogger logger, IReadOnlySet<string> patients) => (this.store, this.logger, this.patients) = (store, logger, patients);

    /// <summary>Grows when a patient is withdrawn.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>Reads the tombstones, and again after every interval until it is disposed.</summary>
    public static async Task<TombstoneWatch> StartAsync(IObjectStore store, TimeSpan interval, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var withdrawn = new TombstoneWatch(store, logger, await store.ReadTombstonesAsync(cancellationToken));
        withdrawn.watching = withdrawn.WatchAsync(interval, time);
        return withdrawn;
    }

    /// <summary>Whether a patient was withdrawn, by pseudonym.</summary>
    public bool Contains(string patientId) => patients.Contains(patientId);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task WatchAsync(TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            try
            {
                var found = await store.ReadTombstonesAsync(stop.Token);
                if (!found.IsSubsetOf(patients))
                {
                    patients = found;
                    Interlocked.Increment(ref revision);
                }
            }
            catch (ObjectStoreUnavailableException exception)
            {
                Log.TombstonesUnread(logger, exception);
            }
        }
    }
}
