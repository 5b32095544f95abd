using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MedSsl.Contracts.Ingestion;
using MedSsl.Evaluation.Results;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>Finds datasets and labels in the store.</summary>
internal sealed class DatasetCatalog(IObjectStore store)
{
    /// <summary>The newest version; null when the dataset has none.</summary>
    public async Task<int?> NewestVersionAsync(string dataset, CancellationToken cancellationToken)
    {
        int? newest = null;
        await foreach (var found in store.ListAsync(ObjectKeys.DatasetVersionPrefix(dataset), cancellationToken))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(found.Key), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                newest = Math.Max(newest ?? 0, version);
            }
        }

        return newest;
    }

    /// <summary>Names of the tasks a dataset has labels for.</summary>
    public async Task<IReadOnlyCollection<string>> TasksAsync(string dataset, CancellationToken cancellationToken)
    {
        var prefix = ObjectKeys.LabelPrefix(dataset);
        var tasks = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            if (found.Key[prefix.Length..].Split('/') is [var task, _])
            {
                tasks.Add(task);
            }
        }

        return tasks;
    }

    /// <summary>All labels of a task.</summary>
    public async Task<LabelTable> LabelsAsync(string dataset, string task, CancellationToken cancellationToken)
    {
        var submissions = new List<LabelsSubmitted>();
        await foreach (var found in store.ListAsync($"{ObjectKeys.LabelPrefix(dataset)}{task}/", cancellationToken))
        {
            if (await store.ReadJsonAsync<LabelsSubmitted>(found.Key, cancellationToken) is { } submission)
            {
                submissions.Add(submission);
            }
        }

        return LabelTable.Build(submissions);
    }

    /// <summary>A version with the metadata of all its samples; null when it is not in the store.</summary>
    /// <exception cref="ObjectIntegrityException">A shard's manifest is absent or altered.</exception>
    public async Task<DatasetView?> OpenAsync(string dataset, int version, CancellationToken cancellationToken)
    {
        var content = await store.OpenReadAsync(ObjectKeys.DatasetVersion(dataset, version), cancellationToken);
        if (content is null)
        {
            return null;
        }

        byte[] bytes;
        await using (content)
        {
            using var buffer = new MemoryStream();
            await content.CopyToAsync(buffer, cancellationToken);
            bytes = buffer.ToArray();
        }

        var manifest = Parse<DatasetManifest>(bytes, $"version {version} of dataset {dataset}");
        var samples = new List<IReadOnlyList<SampleMetadata>>(manifest.Shards.Count);
        foreach (var shard in manifest.Shards)
        {
            var json = await store.ReadVerifiedAsync(shard.Manifest, cancellationToken);
            samples.Add([.. Parse<ShardManifest>(json, $"the manifest of shard {shard.ShardId}").Samples.Select(sample => sample.Metadata)]);
        }

        return new DatasetView(manifest, new MeasuredDataset(dataset, version, Convert.ToHexStringLower(SHA256.HashData(bytes))), samples);
    }

    private static T Parse<T>(byte[] json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ShardJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{what} cannot be read: {exception.Message}", exception);
        }
    }
}
