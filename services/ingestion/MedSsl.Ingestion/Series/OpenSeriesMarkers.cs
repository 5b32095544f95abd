using System.Collections.Concurrent;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// The durable markers of open series. A series is marked once per opening and process; <see cref="Forget"/> ends the opening, so that the
/// next instance marks it anew.
/// </summary>
internal sealed class OpenSeriesMarkers(IObjectStore store)
{
    private readonly ConcurrentDictionary<(string Dataset, string SeriesUid), Task<string>> marked = new();

    /// <summary>Before an instance is stored: the series is open.</summary>
    public async Task MarkAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        try
        {
            await marked.GetOrAdd((dataset, seriesUid), _ => PutAsync(dataset, seriesUid)).WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            // A marker that was not written must not count as written for the instances that follow.
            Forget(dataset, seriesUid);
            throw;
        }
    }

    /// <summary>
    /// After an instance was stored: the series is still open. Whoever closed it meanwhile, in this process or another, may not have seen the instance
    /// and has removed its marker; then it gets a new one.
    /// </summary>
    public async Task ConfirmAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        var known = marked.GetValueOrDefault((dataset, seriesUid));
        if (known is not null && await store.StatAsync(await known, cancellationToken) is not null)
        {
            return;
        }

        if (known is not null)
        {
            marked.TryRemove(new((dataset, seriesUid), known));
        }

        await MarkAsync(dataset, seriesUid, cancellationToken);
    }

    public void Forget(string dataset, string seriesUid) => marked.TryRemove((dataset, seriesUid), out _);

    private async Task<string> PutAsync(string dataset, string seriesUid)
    {
        var key = ObjectKeys.OpenSeries(dataset, seriesUid, Guid.CreateVersion7().ToString("N"));
        await store.PutAsync(key, new MemoryStream(), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);
        return key;
    }
}
