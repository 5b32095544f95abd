using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>
/// Finds everything in the object store that is of a patient. It reads every series manifest and lists what is derived from series: slow by intention,
/// because what an index forgot would stay for ever.
/// </summary>
internal sealed class PatientSearch(IObjectStore store, PatientShards shards, TimeProvider time)
{
    /// <summary>Roots whose keys name series, studies or patients; what tells of a series goes last, so that an interrupted removal still finds the rest.</summary>
    private static readonly (string Prefix, string Kind)[] Named =
    [
        (ObjectKeys.DatasetPrefix, "staged series"),
        (ObjectKeys.NormalizationRecordPrefix, "normalization record"),
        (ObjectKeys.SeriesEnergiesPrefix, "energies"),
        (ObjectKeys.MeasuredPrefixAll, "energies"),
        (ObjectKeys.NormalizedBundlePrefix, "normalized images"),
    ];

    private static readonly (string Prefix, string Kind)[] Identifying =
    [
        (ObjectKeys.StudyPrefix, "note of a study"),
        (ObjectKeys.OpenSeriesPrefix, "note of an open series"),
        (ObjectKeys.SeriesManifestPrefix, "series manifest"),
    ];

    /// <summary>What there is now; <paramref name="before"/> tells what was known of the patient that may be half removed.</summary>
    public async Task<PatientFindings> FindAsync(IReadOnlyCollection<string> pseudonyms, IReadOnlyList<PatientFindings> before, CancellationToken cancellationToken)
    {
        var uids = new PatientUids(pseudonyms, before);
        await ReadManifestsAsync(uids, cancellationToken);
        var (sealedShards, affected) = await shards.FindAsync(uids, cancellationToken);
        var objects = new List<FoundObject>();
        foreach (var shard in sealedShards)
        {
            await AddAsync("shard", ObjectKeys.Shard(shard.ShardId));
            await AddAsync("shard manifest", ObjectKeys.ShardManifest(shard.ShardId));
        }

        foreach (var key in await shards.FindCatalogueFilesAsync(uids, cancellationToken))
        {
            await AddAsync("catalogue file", key);
        }

        await AddNamedAsync(Named);
        foreach (var dataset in await DatasetsAsync(cancellationToken))
        {
            foreach (var series in uids.Series)
            {
                var raw = await store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, series), cancellationToken).ToListAsync(cancellationToken);
                uids.Instances.UnionWith(raw.Select(found => Path.GetFileNameWithoutExtension(found.Key)));
                objects.AddRange(raw.Select(found => new FoundObject("instance", found.Key, found.Bytes)));
            }
        }

        var (submissions, tables, masks) = await PatientLabels.FindAsync(store, uids.Instances, uids.Series, cancellationToken);
        objects.AddRange(tables.Select(table => new FoundObject("labels of a dataset version", table.Key, table.Bytes)));
        foreach (var mask in masks)
        {
            await AddAsync("mask", mask);
        }

        await AddQuarantineAsync();
        await AddNamedAsync(Identifying);
        return new PatientFindings
        {
            FoundAt = time.GetUtcNow(),
            Studies = [.. uids.Studies],
            Series = [.. uids.Series],
            Instances = [.. uids.Instances],
            Objects = objects,
            Shards = sealedShards,
            Edited = [.. await ImportsWithAsync(uids, cancellationToken), .. submissions],
            Datasets = [.. affected.Union(await shards.NamingAsync(tables, cancellationToken)).Order(StringComparer.Ordinal)],
        };

        async Task AddAsync(string kind, string key)
        {
            if (await store.StatAsync(key, cancellationToken) is { } found)
            {
                objects.Add(new FoundObject(kind, key, found.Bytes));
            }
        }

        async Task AddNamedAsync((string Prefix, string Kind)[] roots)
        {
            foreach (var (prefix, kind) in roots)
            {
                await foreach (var found in store.ListAsync(prefix, cancellationToken).Where(found => uids.IsNamedBy(found.Key)))
                {
                    objects.Add(new FoundObject(kind, found.Key, found.Bytes));
                }
            }
        }

        async Task AddQuarantineAsync()
        {
            await foreach (var refused in store.ListJsonAsync<InstanceRejected>(ObjectKeys.QuarantinePrefix, JsonOnly, cancellationToken))
            {
                if ((refused.StudyUid is { } study && uids.Studies.Contains(study)) || (refused.SeriesUid is { } series && uids.Series.Contains(series)))
                {
                    await AddAsync("refused input", ObjectKeys.Quarantined(refused.ContentSha256));
                    await AddAsync("reason of a refusal", ObjectKeys.QuarantineReason(refused.ContentSha256));
                }
            }
        }
    }

    private static bool JsonOnly(string key) => key.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Series and studies that say of themselves whose they are: complete ones, and such as are still open.</summary>
    private async Task ReadManifestsAsync(PatientUids uids, CancellationToken cancellationToken)
    {
        await foreach (var manifest in store.ListJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifestPrefix, cancellationToken))
        {
            if (uids.Pseudonyms.Contains(manifest.PatientId))
            {
                uids.Add(manifest);
            }
        }

        await foreach (var found in store.ListAsync(ObjectKeys.StudyOfPatientPrefix, cancellationToken))
        {
            if (found.Key.Split('/') is [.., var patient, var study] && uids.Pseudonyms.Contains(patient))
            {
                uids.Studies.Add(study);
            }
        }

        foreach (var (prefix, studyPart, seriesPart) in ((string, int?, int)[])[(ObjectKeys.OpenSeriesPrefix, null, 3), (ObjectKeys.OpenStudyPrefix, 3, 4)])
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken))
            {
                if (await store.ReadJsonAsync<SeriesOpening>(found.Key, cancellationToken) is { PatientId: { } patient } opening && uids.Pseudonyms.Contains(patient))
                {
                    var parts = found.Key.Split('/');
                    uids.Series.Add(parts[seriesPart]);
                    uids.Studies.Add(studyPart is { } part ? parts[part] : opening.StudyUid ?? parts[seriesPart]);
                }
            }
        }
    }

    private async Task<SortedSet<string>> DatasetsAsync(CancellationToken cancellationToken)
    {
        var datasets = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var prefix in (string[])[ObjectKeys.DatasetPrefix, ObjectKeys.ImportPrefix, ObjectKeys.SeriesManifestPrefix, ObjectKeys.OpenSeriesPrefix])
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken))
            {
                datasets.Add(found.Key[prefix.Length..].Split('/')[0]);
            }
        }

        return datasets;
    }

    private async Task<List<string>> ImportsWithAsync(PatientUids uids, CancellationToken cancellationToken)
    {
        var imports = new List<string>();
        await foreach (var import in store.ListJsonAsync<ImportRecord>(ObjectKeys.ImportPrefix, cancellationToken))
        {
            if (import.SeriesUids.Any(uids.Series.Contains))
            {
                imports.Add(ObjectKeys.Import(import.Dataset, import.ImportId));
            }
        }

        return imports;
    }
}
