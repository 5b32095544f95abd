using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using MedSsl.Shards;

namespace MedSsl.Sharding.Definitions;

/// <summary>
/// Checks a definition against what is in the store, writes the versions of its sources into it and records it for good. The answer is a
/// <see cref="CommandAccepted"/>, or a <see cref="CommandRejected"/> with every reason at once.
/// </summary>
internal sealed class DefinitionAcceptance(IObjectStore store, StoredManifests manifests, TimeProvider time)
{
    public async Task<(CommandAccepted? Accepted, CommandRejected? Rejected)> AcceptAsync(DefineDataset command, CancellationToken cancellationToken)
    {
        var reasons = DefinitionRules.Violations(command);
        if (reasons.Count > 0)
        {
            return (null, Reject(command, reasons)); // nothing can be looked up under names that cannot exist
        }

        var sources = new List<DatasetManifest>();
        foreach (var source in command.Definition.Sources)
        {
            if (await FindAsync(source, cancellationToken) is { } manifest)
            {
                sources.Add(manifest);
            }
            else
            {
                reasons.Add($"sources: there is no {(source.Version is { } version ? $"version {version} of " : "")}dataset '{source.Dataset}'. `medssl datasets` lists what there is.");
            }
        }

        reasons.AddRange(SourceReasons(sources));
        reasons.AddRange(await TargetReasonsAsync(command.Dataset, cancellationToken));
        if (reasons.Count > 0)
        {
            return (null, Reject(command, reasons));
        }

        var definition = command.Definition with { Sources = [.. sources.Select(source => new DatasetSource { Dataset = source.Dataset, Version = source.Version })] };
        return (await RecordAsync(new AcceptedDefinition(command.Dataset, definition, time.GetUtcNow()), cancellationToken), null);
    }

    private async Task<CommandAccepted> RecordAsync(AcceptedDefinition definition, CancellationToken cancellationToken)
    {
        var digest = definition.Digest();
        var outcome = ObjectKeys.DefinitionOutcome(definition.Dataset, digest);
        if (await store.ReadJsonAsync<DefinitionOutcome>(outcome, cancellationToken) is { Version: null })
        {
            await store.DeleteAsync(outcome, cancellationToken); // asked for again, it is tried again
        }

        var id = AcceptedDefinition.WorkId(definition.Dataset, digest);
        var recorded = await PendingWork.AcceptAsync(
            store, id, definition, ObjectKeys.Definition(definition.Dataset, digest), ObjectKeys.DefinitionPending(id), outcome, cancellationToken);
        return new CommandAccepted { Id = id, AcceptedAt = recorded.AcceptedAt };
    }

    private Task<DatasetManifest?> FindAsync(DatasetSource source, CancellationToken cancellationToken) => source.Version is { } version
        ? store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(source.Dataset, version), cancellationToken)
        : manifests.NewestAsync(source.Dataset, cancellationToken);

    private static IEnumerable<string> SourceReasons(List<DatasetManifest> sources)
    {
        foreach (var source in sources.Where(source => source.Catalogue is null))
        {
            yield return $"sources: version {source.Version} of '{source.Dataset}' is from before there were catalogues. Name a later version.";
        }

        if (sources.Select(source => source.SplitRule).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            yield return $"sources: patients are divided by different rules ({string.Join(", ", sources.Select(source => $"{source.Dataset}: {source.SplitRule}"))}), so that one could be in both parts. Use sources of one rule.";
        }

        var references = sources.SelectMany(source => (source.References ?? new Dictionary<string, ObjectRef>()).Select(one => (Group: one.Key, one.Value.Sha256))).Distinct();
        foreach (var group in references.GroupBy(one => one.Group).Where(group => group.Skip(1).Any()))
        {
            yield return $"sources: their images of {group.Key} are normalized to different references. Use sources of one reference; `medssl renormalize` makes one.";
        }
    }

    private async Task<List<string>> TargetReasonsAsync(string dataset, CancellationToken cancellationToken)
    {
        foreach (var prefix in (string[])[ObjectKeys.RawPrefix(dataset), $"{ObjectKeys.SeriesManifestPrefix}{dataset}/", $"{ObjectKeys.ImportPrefix}{dataset}/"])
        {
            if (await store.ListAsync(prefix, cancellationToken).AnyAsync(cancellationToken))
            {
                return [$"dataset: '{dataset}' has images of its own. Choose another name."];
            }
        }

        return [];
    }

    private CommandRejected Reject(DefineDataset command, IReadOnlyList<string> reasons) =>
        new() { Id = command.Dataset ?? "", Command = nameof(DefineDataset), Reasons = reasons, RejectedAt = time.GetUtcNow() };
}
