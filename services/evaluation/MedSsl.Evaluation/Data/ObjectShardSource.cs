using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>Shards from the object store; whoever reads the stream verifies it.</summary>
internal sealed class ObjectShardSource(IObjectStore store) : IShardSource
{
    public async Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct) =>
        await store.OpenReadAsync(reference.Key, ct)
            ?? throw new ObjectIntegrityException($"The shard object {reference.Key} is not in the store, but a dataset names it. Restore it from a backup.");
}
