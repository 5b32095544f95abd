using MedSsl.Shards;

namespace MedSsl.Catalogue;

/// <summary>Rows in memory. Equal texts are one string, so that a row of a series takes less than half of what it would take alone. Not thread-safe.</summary>
public sealed class CatalogueRows
{
    private readonly List<CatalogueRow> rows = [];
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);

    /// <summary>What was added.</summary>
    public IReadOnlyCollection<CatalogueRow> All => rows;

    /// <summary>Adds the rows of a shard.</summary>
    /// <param name="shardId">The shard.</param>
    /// <param name="samples">What its manifest says of its samples.</param>
    public void Add(string shardId, IEnumerable<ShardSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        rows.AddRange(samples.Select(sample => Shared(CatalogueRow.Of(shardId, sample))));
    }

    /// <summary>Key, digest and instance of a sample are its own; the other texts come again.</summary>
    private CatalogueRow Shared(CatalogueRow row)
    {
        row.Modality = Share(row.Modality);
        row.BodyPart = row.BodyPart is { } part ? Share(part) : null;
        row.ScannerModel = row.ScannerModel is { } model ? Share(model) : null;
        row.PatientId = Share(row.PatientId);
        row.StudyUid = Share(row.StudyUid);
        row.SeriesUid = Share(row.SeriesUid);
        row.ReferenceVersion = Share(row.ReferenceVersion);
        return row;
    }

    private string Share(string text)
    {
        if (texts.TryGetValue(text, out var known))
        {
            return known;
        }

        texts.Add(text);
        return text;
    }
}
