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
    private readonly StoreWatch watch;
    private volatile IReadOnlySet<string> patients;
    private long revision;

    private TombstoneWatch(IObjectStore store, IReadOnlySet<string> patients, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (this.store, this.patients) = (store, patients);
        watch = new StoreWatch(LookAsync, exception => Log.TombstonesUnread(logger, exception), interval, time);
    }

    /// <summary>Grows when a patient is withdrawn.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>Reads the tombstones, and again after every interval until it is disposed.</summary>
    public static async Task<TombstoneWatch> StartAsync(IObjectStore store, TimeSpan interval, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        new(store, await store.ReadTombstonesAsync(cancellationToken), interval, time, logger);

    /// <summary>Whether a patient was withdrawn, by pseudonym.</summary>
    public bool Contains(string patientId) => patients.Contains(patientId);

    public ValueTask DisposeAsync() => watch.DisposeAsync();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await store.ReadTombstonesAsync(cancellationToken);
        if (!found.IsSubsetOf(patients))
        {
            patients = found;
            Interlocked.Increment(ref revision);
        }
    }
}
