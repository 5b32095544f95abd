using MedSsl.Audit.Chain;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Audit;

/// <summary>How long chains were, in the object store: away from the disk whose files somebody might cut.</summary>
internal static class AuditHeads
{
    public static Task WriteAsync(IObjectStore store, ChainHead head, CancellationToken cancellationToken) =>
        store.PutJsonAsync(ObjectKeys.AuditHead(head.Chain), head, PutCondition.Overwrite, cancellationToken);

    public static Task<List<ChainHead>> ReadAsync(IObjectStore store, CancellationToken cancellationToken) =>
        store.ListJsonAsync<ChainHead>(ObjectKeys.AuditHeadPrefix, cancellationToken).ToListAsync(cancellationToken).AsTask();
}
