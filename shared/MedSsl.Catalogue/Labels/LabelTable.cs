using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Parquet;
using Parquet.Serialization;

namespace MedSsl.Catalogue.Labels;

/// <summary>The labels of one task as a Parquet file. They are read and written as a whole: the labels of a task fit in memory.</summary>
public static class LabelTable
{
    /// <summary>Stores a table under the name of its content; equal rows give equal bytes.</summary>
    /// <param name="store">The object store.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="task">The task.</param>
    /// <param name="rows">Its rows, as <see cref="LabelChoice.Resolve"/> gives them.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public static async Task<LabelTablePart> PutAsync(IObjectStore store, string dataset, string task, IReadOnlyList<LabelRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rows);
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(rows, file, CatalogueParquet.Options, cancellationToken: cancellationToken);
        var sha256 = Sha256Digest.Of(file.ToArray());
        file.Position = 0;
        var put = await store.PutAsync(ObjectKeys.LabelTable(dataset, task, sha256), file, "application/vnd.apache.parquet", PutCondition.Overwrite, cancellationToken);
        return new LabelTablePart(task, rows.Count, put.Object);
    }

    /// <summary>The rows of a table.</summary>
    /// <exception cref="ObjectIntegrityException">The object is absent or another one.</exception>
    /// <exception cref="InvalidDataException">It is no table of labels.</exception>
    public static async Task<IReadOnlyList<LabelRow>> ReadAsync(IObjectStore store, LabelTablePart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        await using var file = await store.OpenVerifiedAsync(part.File, cancellationToken);
        try
        {
            return [.. (await ParquetSerializer.DeserializeAsync<LabelRow>(file, CatalogueParquet.Options, cancellationToken: cancellationToken)).Data];
        }
        catch (Exception exception) when (exception is IOException or ParquetException or ArgumentException)
        {
            throw new InvalidDataException($"{part.File.Key} is no table of labels: {exception.Message}", exception);
        }
    }
}
