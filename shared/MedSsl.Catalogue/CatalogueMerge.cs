using System.Runtime.CompilerServices;

namespace MedSsl.Catalogue;

/// <summary>Rows of several catalogue files as those of one.</summary>
public static class CatalogueMerge
{
    /// <summary>The rows of all sources in their order, each source being in it; one row of each is in memory at a time, beside what the source holds.</summary>
    public static async IAsyncEnumerable<CatalogueRow> SortedAsync(IReadOnlyList<IAsyncEnumerable<CatalogueRow>> sources, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var open = new List<IAsyncEnumerator<CatalogueRow>>();
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<CatalogueRow>, CatalogueRow>(CatalogueRow.Order);
            foreach (var source in sources)
            {
                var rows = source.GetAsyncEnumerator(cancellationToken);
                open.Add(rows);
                await AdvanceAsync(rows);
            }

            while (next.TryDequeue(out var rows, out var row))
            {
                yield return row;
                await AdvanceAsync(rows);
            }

            async Task AdvanceAsync(IAsyncEnumerator<CatalogueRow> rows)
            {
                if (await rows.MoveNextAsync())
                {
                    next.Enqueue(rows, rows.Current);
                }
            }
        }
        finally
        {
            foreach (var rows in open)
            {
                await rows.DisposeAsync();
            }
        }
    }
}
