using MedSsl.Catalogue;
using MedSsl.Catalogue.Selection;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Definitions;

/// <summary>
/// One definition from its record to a version or the reasons why there is none. Nothing names the shards and files that it writes before the version does, and doing it
/// again writes the same ones.
/// </summary>
internal sealed class DefinitionExecution(
    IObjectStore store, DefinedShards shards, StoredManifests manifests, DatasetPublisher publisher, IOptions<HostingOptions> hosting, TimeProvider time)
{
    /// <summary>Rows of new shards that are in memory at a time.</summary>
    private const int RowBatch = 200_000;

    public async Task<DefinitionOutcome> RunAsync(AcceptedDefinition accepted, CancellationToken cancellationToken)
    {
        try
        {
            var sources = await SourcesAsync(accepted, cancellationToken);
            while (true)
            {
                var withdrawn = await store.ReadTombstonesAsync(cancellationToken);
                var (version, left) = await MakeAsync(accepted, sources, withdrawn, cancellationToken);
                if (version.Version > 0)
                {
                    await publisher.TellAgainAsync(version.Dataset, version.Version, cancellationToken); // it was there already: a crash came after it, or it is asked for again
                    return Outcome(accepted, version.Version, [], left);
                }

                // Whose patients were withdrawn while it was made is made again.
                if ((await store.ReadTombstonesAsync(cancellationToken)).IsSubsetOf(withdrawn))
                {
                    return Outcome(accepted, await PublishAsync(version, cancellationToken), [], left);
                }
            }
        }
        catch (SelectionException exception)
        {
            return Outcome(accepted, null, [exception.Message], []);
        }
        catch (ObjectIntegrityException exception)
        {
            return Outcome(accepted, null, [$"The sources are not whole: {exception.Message} Versions from before a patient was withdrawn cannot be taken: name the newest ones."], []);
        }
    }

    private async Task<List<DatasetManifest>> SourcesAsync(AcceptedDefinition accepted, CancellationToken cancellationToken)
    {
        var sources = new List<DatasetManifest>();
        foreach (var source in accepted.Definition.Sources)
        {
            var key = ObjectKeys.DatasetVersion(source.Dataset, source.Version!.Value);
            sources.Add(await store.ReadJsonAsync<DatasetManifest>(key, cancellationToken) ?? throw new ObjectIntegrityException($"{key} is not in the store any more."));
        }

        return sources;
    }

    /// <summary>The version, with no number yet; or the one with its number that this definition has already. Beside it, the samples that were left after each criterion.</summary>
    private async Task<(DatasetManifest Version, IReadOnlyList<string> Left)> MakeAsync(
        AcceptedDefinition accepted, List<DatasetManifest> sources, IReadOnlySet<string> withdrawn, CancellationToken cancellationToken)
    {
        var labels = await SourceLabels.ReadAsync(store, sources, cancellationToken);
        var selector = new DatasetSelector(accepted.Definition, labels.Of(accepted.Definition.LabelledTask));
        await using var rows = await SourceRows.OpenAsync(store, sources, withdrawn, cancellationToken);
        var picked = await PickAsync(selector, rows, labels, sources.Count > 1, cancellationToken);
        var left = selector.Left;
        if (await FindAsync(accepted, cancellationToken) is { } done)
        {
            return (done, left);
        }

        var (kept, written) = await shards.MakeAsync(accepted.Dataset, sources, picked, cancellationToken);
        var version = new DatasetManifest
        {
            Dataset = accepted.Dataset,
            Version = 0,
            CreatedAt = time.GetUtcNow(),
            Shards = [.. kept, .. written],
            Catalogue = await CatalogueAsync(accepted.Dataset, selector, rows, kept, written, cancellationToken),
            Labels = await labels.StoreAsync(store, accepted.Dataset, cancellationToken),
            References = References(sources),
            Definition = accepted.Definition,
            CompletedImports = [],
            SplitRule = sources[0].SplitRule,
        };
        return (version, left);
    }

    private static async Task<PickedSamples> PickAsync(DatasetSelector selector, SourceRows rows, SourceLabels labels, bool isOfSeveral, CancellationToken cancellationToken)
    {
        var picked = new PickedSamples();
        await foreach (var row in selector.SelectAsync(rows.Sorted, cancellationToken))
        {
            picked.Add(row);
            labels.Mark(row);
        }

        if (isOfSeveral)
        {
            picked.ThrowIfRepeated();
        }

        return picked;
    }

    /// <summary>The newest version of this definition, where it has one.</summary>
    private async Task<DatasetManifest?> FindAsync(AcceptedDefinition accepted, CancellationToken cancellationToken)
    {
        var digest = accepted.Digest();
        return await store.ListJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(accepted.Dataset), cancellationToken)
            .LastOrDefaultAsync(version => version.Definition is { } definition && AcceptedDefinition.Digest(definition) == digest, cancellationToken);
    }

    /// <summary>Rows of shards that are kept are those of the sources; of new shards they are made from their manifests, some shards at a time.</summary>
    private async Task<IReadOnlyList<CataloguePart>> CatalogueAsync(
        string dataset, DatasetSelector selector, SourceRows rows, List<DatasetShard> kept, List<DatasetShard> written, CancellationToken cancellationToken)
    {
        var folder = hosting.Value.CacheFolder;
        var whole = kept.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<CataloguePart> parts = kept.Count == 0
            ? []
            : [await CatalogueParts.PutAsync(store, dataset, selector.SelectAsync(rows.Sorted, cancellationToken).Where(row => whole.Contains(row.ShardId)), kept.Sum(shard => (long)shard.SampleCount), folder, cancellationToken)];
        var batch = new List<CatalogueRow>();
        foreach (var (index, shard) in written.Index())
        {
            batch.AddRange((await manifests.ManifestAsync(shard, cancellationToken)).Samples.Select(sample => CatalogueRow.Of(shard.ShardId, sample)));
            if (batch.Count >= RowBatch || index == written.Count - 1)
            {
                parts = await CatalogueParts.AppendAsync(store, dataset, parts, batch, folder, cancellationToken);
                batch.Clear();
            }
        }

        return parts;
    }

    /// <summary>The references of all sources; acceptance saw to it that they agree.</summary>
    private static Dictionary<string, ObjectRef>? References(IEnumerable<DatasetManifest> sources)
    {
        var references = sources.SelectMany(source => source.References ?? new Dictionary<string, ObjectRef>()).DistinctBy(one => one.Key).ToDictionary(StringComparer.Ordinal);
        return references.Count > 0 ? references : null;
    }

    /// <summary>As the next version, whichever that is when it is published.</summary>
    private async Task<int> PublishAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = ((await manifests.NewestAsync(version.Dataset, cancellationToken))?.Version ?? 0) + 1;
            if (await publisher.PublishAsync(version with { Version = next }, cancellationToken))
            {
                return next;
            }
        }
    }

    private DefinitionOutcome Outcome(AcceptedDefinition accepted, int? version, IReadOnlyList<string> reasons, IReadOnlyList<string> left) =>
        new() { Dataset = accepted.Dataset, Version = version, Reasons = reasons, Left = left, EndedAt = time.GetUtcNow() };
}
