using MedSsl.ObjectStorage;

namespace MedSsl.Hosting.Work;

/// <summary>The marker of unfinished work: it exists from acceptance until the result is durable.</summary>
/// <param name="Id">Id of the work.</param>
/// <param name="Attempts">Attempts begun so far: work that kills its process is given up by this count.</param>
public sealed record PendingWork(string Id, int Attempts)
{
    /// <summary>
    /// Records a request for good: the request itself (once; a second one with the same id changes nothing), then the marker, unless
    /// the result is there already. A crash in between leaves the request without a marker; the sender got no answer and sends again.
    /// </summary>
    /// <returns>The recorded request: the earlier one where the id was used before.</returns>
    public static async Task<T> AcceptAsync<T>(
        IObjectStore store, string id, T request, string requestKey, string pendingKey, string resultKey, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        var put = await store.PutJsonAsync(requestKey, request, PutCondition.IfAbsent, cancellationToken);
        if (await store.StatAsync(resultKey, cancellationToken) is null)
        {
            await store.PutJsonAsync(pendingKey, new PendingWork(id, 0), PutCondition.IfAbsent, cancellationToken);
        }

        return put.Created ? request : await store.ReadJsonAsync<T>(requestKey, cancellationToken) ?? request;
    }
}
