using System.Collections.Concurrent;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.References;

/// <summary>
/// The version of the reference energies that each dataset is normalized to, and the mode. Both are settled when the first series comes and never
/// change: a late instance, a replay or another configuration cannot bring images of two versions, or of two kinds, into one dataset.
/// </summary>
internal sealed class ReferencePins(IObjectStore store, IOptions<NormalizationOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ReferencePin> known = new(StringComparer.Ordinal);

    public async Task<ReferencePin> OfAsync(string dataset, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(dataset, out var pin))
        {
            return pin;
        }

        pin = await FindAsync(dataset, cancellationToken)
            ?? (await EarlierAsync(dataset, cancellationToken) is { } earlier
                ? await PinAsync(dataset, earlier, NormalizationModes.Materialize, null, cancellationToken)
                : await PinAsync(dataset, options.Value.Reference, options.Value.Mode, null, cancellationToken));
        return known.GetOrAdd(dataset, pin);
    }

    public Task<ReferencePin?> FindAsync(string dataset, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<ReferencePin>(ObjectKeys.ReferencePin(dataset), cancellationToken);

    /// <summary>Pins a dataset, and answers its pin: an earlier one stays.</summary>
    public async Task<ReferencePin> PinAsync(string dataset, string version, string mode, string? renormalizedFrom, CancellationToken cancellationToken)
    {
        var pin = new ReferencePin { Dataset = dataset, Version = version, Mode = mode, RenormalizedFrom = renormalizedFrom, PinnedAt = time.GetUtcNow() };
        var put = await store.PutJsonAsync(ObjectKeys.ReferencePin(dataset), pin, PutCondition.IfAbsent, cancellationToken);
        return put.Created ? pin : await FindAsync(dataset, cancellationToken) ?? pin;
    }

    /// <summary>What the images of a dataset from before there were pins are normalized to.</summary>
    private async Task<string?> EarlierAsync(string dataset, CancellationToken cancellationToken) =>
        (await store.ListJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefixOf(dataset), cancellationToken).FirstOrDefaultAsync(cancellationToken))?.ReferenceVersion;
}
