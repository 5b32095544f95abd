using MedSsl.Catalogue;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Definitions;

/// <summary>The rows of several dataset versions in one order, as often as they are asked for. The files are fetched once.</summary>
internal sealed class SourceRows : IAsyncDisposable
{
    private readonly List<Stream> files = [];
    private readonly IReadOnlySet<string> withdrawn;

    private SourceRows(IReadOnlySet<string> withdrawn) => this.withdrawn = withdrawn;

    /// <summary>Fetches the files; rows of patients who were withdrawn are left out whatever a version says.</summary>
    public static async Task<SourceRows> OpenAsync(IObjectStore store, IEnumerable<DatasetManifest> sources, IReadOnlySet<string> withdrawn, CancellationToken cancellationToken)
    {
        var rows = new SourceRows(withdrawn);
        try
        {
            foreach (var part in sources.SelectMany(source => source.Catalogue!))
            {
                rows.files.Add(await store.OpenVerifiedAsync(part.File, cancellationToken));
            }

            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>One pass; a pass ends before the next one begins.</summary>
    public IAsyncEnumerable<CatalogueRow> Sorted() => CatalogueMerge.SortedAsync([.. files.Select(FromStart)]).Where(row => !withdrawn.Contains(row.PatientId));

    public async ValueTask DisposeAsync()
    {
        foreach (var file in files)
        {
            await file.DisposeAsync();
        }
    }

    private static IAsyncEnumerable<CatalogueRow> FromStart(Stream file)
    {
        file.Position = 0;
        return CatalogueFile.ReadAsync(file);
    }
}
