using MedSsl.ObjectStorage;

namespace MedSsl.Training.Runs;

/// <summary>Looks into the object store after every interval until it is disposed. A store that is away is looked into again.</summary>
internal sealed class StoreWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;

    /// <param name="look">Reads what is of interest.</param>
    /// <param name="away">Told each time when the store could not be asked.</param>
    /// <param name="interval">Time between two looks; the first comes after it.</param>
    /// <param name="time">The clock.</param>
    public StoreWatch(Func<CancellationToken, Task> look, Action<ObjectStoreUnavailableException> away, TimeSpan interval, TimeProvider time) =>
        watching = WatchAsync(look, away, interval, time);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task WatchAsync(Func<CancellationToken, Task> look, Action<ObjectStoreUnavailableException> away, TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            try
            {
                await look(stop.Token);
            }
            catch (ObjectStoreUnavailableException exception)
            {
                away(exception);
            }
        }
    }
}
