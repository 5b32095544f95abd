using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>What one search found of a patient: recorded before anything of it is removed, so that the report names all of it, however often the removal was interrupted.</summary>
public sealed record PatientFindings
{
    /// <summary>When the search ended (UTC).</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Study Instance UIDs (mapped), in ordinal order.</summary>
    public required IReadOnlyList<string> Studies { get; init; }

    /// <summary>Series Instance UIDs (mapped), in ordinal order.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>SOP Instance UIDs (mapped), in ordinal order.</summary>
    public required IReadOnlyList<string> Instances { get; init; }

    /// <summary>Objects that are removed as they are, in the order of removal.</summary>
    public required IReadOnlyList<FoundObject> Objects { get; init; }

    /// <summary>Shards with samples of the patient; each is written again without them and removed.</summary>
    public required IReadOnlyList<FoundShard> Shards { get; init; }

    /// <summary>Records of imports and labels that name the patient's series or instances; they are written again without them.</summary>
    public required IReadOnlyList<string> Edited { get; init; }

    /// <summary>Datasets whose newest version names a shard with samples of the patient, or one that was rewritten; a new version of each is published.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsEmpty() => Objects.Count == 0 && Shards.Count == 0 && Edited.Count == 0 && Datasets.Count == 0;

    /// <summary>How many samples were found; one that lies in several shards, as those of defined datasets do, is one.</summary>
    public int CountSamples() => Shards.SelectMany(shard => shard.Keys).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The findings of several searches as those of one.</summary>
    public static PatientFindings Union(IReadOnlyList<PatientFindings> searches)
    {
        ArgumentNullException.ThrowIfNull(searches);
        return new PatientFindings
        {
            FoundAt = searches.Count == 0 ? DateTimeOffset.MinValue : searches.Max(found => found.FoundAt),
            Studies = Texts(found => found.Studies),
            Series = Texts(found => found.Series),
            Instances = Texts(found => found.Instances),
            Objects = [.. searches.SelectMany(found => found.Objects).DistinctBy(found => found.Key, StringComparer.Ordinal)],
            Shards = [.. searches.SelectMany(found => found.Shards).DistinctBy(found => found.ShardId, StringComparer.Ordinal)],
            Edited = Texts(found => found.Edited),
            Datasets = Texts(found => found.Datasets),
        };

        List<string> Texts(Func<PatientFindings, IReadOnlyList<string>> of) => [.. searches.SelectMany(of).ToHashSet(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>All that was found of a patient so far.</summary>
    internal static async Task<List<PatientFindings>> ReadAsync(IObjectStore store, string withdrawalId, CancellationToken cancellationToken) =>
        await store.ListJsonAsync<PatientFindings>(ObjectKeys.WithdrawalFoundPrefix(withdrawalId), cancellationToken).ToListAsync(cancellationToken);
}
