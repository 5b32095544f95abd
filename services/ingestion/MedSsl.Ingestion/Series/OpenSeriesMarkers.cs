using System.Collections.Concurrent;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// The durable markers of open series. A series is marked once per opening and process; <see cref="Forget"/> ends the opening, so that the
/// next instance marks it anew.
/// </summary>
internal sealed class OpenSeriesMarkers(IObjectStore store)
{
    private readonly ConcurrentDictionary<(string Dataset, string SeriesUid), Task> marked = new();

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

    public void Forget(string dataset, string seriesUid) => marked.TryRemove((dataset, seriesUid), out _);

    private Task PutAsync(string dataset, string seriesUid) =>
        store.PutAsync(ObjectKeys.OpenSeries(dataset, seriesUid, Guid.CreateVersion7().ToString("N")), new MemoryStream(), "application/octet-stream",
            PutCondition.Overwrite, CancellationToken.None);
}
