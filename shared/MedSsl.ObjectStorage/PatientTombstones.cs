namespace MedSsl.ObjectStorage;

/// <summary>
/// The patients that were withdrawn, by pseudonym. A tombstone is never removed. Whoever reads or stores samples asks here; a question is one short listing.
/// </summary>
public static class PatientTombstones
{
    /// <summary>The pseudonyms of all withdrawn patients.</summary>
    public static async Task<IReadOnlySet<string>> ReadTombstonesAsync(this IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.ListAsync(ObjectKeys.TombstonePrefix, cancellationToken)
            .Select(found => Path.GetFileNameWithoutExtension(found.Key))
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken: cancellationToken);
    }

    /// <summary>Whether a patient was withdrawn.</summary>
    public static async Task<bool> IsWithdrawnAsync(this IObjectStore store, string pseudonym, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.StatAsync(ObjectKeys.Tombstone(pseudonym), cancellationToken) is not null;
    }
}
