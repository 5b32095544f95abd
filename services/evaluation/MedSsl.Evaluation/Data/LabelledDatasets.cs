using System.Security.Cryptography;
using System.Text.Json;
using MedSsl.Catalogue.Labels;
using MedSsl.Evaluation.Results;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>Finds datasets and labels in the store.</summary>
internal sealed class LabelledDatasets(IObjectStore store)
{
    /// <summary>The newest version; null when the dataset has none.</summary>
    public Task<int?> NewestVersionAsync(string dataset, CancellationToken cancellationToken) => store.FindNewestVersionNumberAsync(dataset, cancellationToken);

    /// <summary>Names of the tasks that a version has labels for.</summary>
    public async Task<IReadOnlyCollection<string>> TasksAsync(string dataset, int version, CancellationToken cancellationToken) =>
        (await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, version), cancellationToken))?.Labels is { } labels
            ? [.. labels.Tables.Select(table => table.Task)]
            : await SubmittedTasksAsync(dataset, cancellationToken);

    /// <summary>Names of the tasks that labels were submitted for, whether a version has them yet or not.</summary>
    public Task<IReadOnlyCollection<string>> SubmittedTasksAsync(string dataset, CancellationToken cancellationToken) => LabelObjects.TasksAsync(store, dataset, cancellationToken);

    /// <summary>
    /// All labels of a task (<c>task</c>, or <c>task/finding</c>) as the version has them, whatever was submitted since; of a version from before there were
    /// tables of labels, as they are now.
    /// </summary>
    public async Task<TaskLabels> LabelsAsync(DatasetManifest version, string name, CancellationToken cancellationToken)
    {
        var (task, finding) = TaskLabels.Parse(name);
        if (version.Labels is not { } labels)
        {
            return TaskLabels.Of(await LabelObjects.ListAsync(store, version.Dataset, task, cancellationToken).ToListAsync(cancellationToken), finding);
        }

        var table = labels.Tables.FirstOrDefault(one => one.Task == task);
        return TaskLabels.Of(table is null ? [] : await LabelTable.ReadAsync(store, table, cancellationToken), finding);
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
