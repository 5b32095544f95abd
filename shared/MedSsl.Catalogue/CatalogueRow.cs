using MedSsl.Shards;

namespace MedSsl.Catalogue;

/// <summary>One sample of a dataset: where its pixels lie and what is known about it. Identifiers are pseudonyms. The columns are those of docs/catalogue.md.</summary>
public sealed record CatalogueRow
{
    /// <summary>Bands whose energies have a column of their own.</summary>
    public const int Bands = 6;

    internal CatalogueRow()
    {
    }

    /// <summary>Key of the sample.</summary>
    public string Key { get; internal set; } = "";

    /// <summary>Shard that it lies in.</summary>
    public string ShardId { get; internal set; } = "";

    /// <summary>First byte of its encoded image in the shard.</summary>
    public long Offset { get; internal set; }

    /// <summary>Bytes of its encoded image.</summary>
    public int Length { get; internal set; }

    /// <summary>SHA-256 of its encoded image; null in shards from before it was kept.</summary>
    public string? Sha256 { get; internal set; }

    /// <summary>DICOM modality code.</summary>
    public string Modality { get; internal set; } = "";

    /// <summary>Body Part Examined, where known.</summary>
    public string? BodyPart { get; internal set; }

    /// <summary>Manufacturer and model, where known.</summary>
    public string? ScannerModel { get; internal set; }

    /// <summary>Pseudonym of the patient.</summary>
    public string PatientId { get; internal set; } = "";

    /// <summary>Mapped Study Instance UID.</summary>
    public string StudyUid { get; internal set; } = "";

    /// <summary>Mapped Series Instance UID.</summary>
    public string SeriesUid { get; internal set; } = "";

    /// <summary>Mapped SOP Instance UID.</summary>
    public string SopInstanceUid { get; internal set; } = "";

    /// <summary>Frame of the instance, from 0.</summary>
    public int Frame { get; internal set; }

    /// <summary>Instance Number.</summary>
    public int InstanceNumber { get; internal set; }

    /// <summary>Columns of pixels.</summary>
    public int Width { get; internal set; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; internal set; }

    /// <summary>Planes of a volume; null for an image.</summary>
    public int? Depth { get; internal set; }

    /// <summary>Distance of pixel centres in millimetres, where known.</summary>
    public double? PixelSpacing { get; internal set; }

    /// <summary>Version of the reference energies that it was normalized to.</summary>
    public string ReferenceVersion { get; internal set; } = "";

    /// <summary>Key of the image of its series that it repeats; null for an image that adds something.</summary>
    public string? NearDuplicateOf { get; internal set; }

    /// <summary>Part of the patient by the dataset's rule: <see cref="PatientSplit"/>.</summary>
    public string Split { get; internal set; } = "";

    /// <summary>Band energies before normalization, finest first; <see cref="Bands"/> of them, null where there are fewer.</summary>
    public IReadOnlyList<double?> Energies => EnergyValues;

    internal double?[] EnergyValues { get; } = new double?[Bands];

    /// <summary>The order of rows in a file: a patient's samples lie together, as do those of a series.</summary>
    public static IComparer<CatalogueRow> Order { get; } = Comparer<CatalogueRow>.Create(Compare);

    /// <summary>The row of a sample.</summary>
    /// <param name="shardId">Shard that it lies in.</param>
    /// <param name="sample">The sample.</param>
    public static CatalogueRow Of(string shardId, ShardSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var metadata = sample.Metadata;
        var row = new CatalogueRow
        {
            Key = metadata.Key,
            ShardId = shardId,
            Offset = sample.Offset,
            Length = sample.Length,
            Sha256 = sample.Sha256,
            Modality = metadata.Modality,
            BodyPart = metadata.BodyPart,
            ScannerModel = metadata.ScannerModel,
            PatientId = metadata.PatientId,
            StudyUid = metadata.StudyUid,
            SeriesUid = metadata.SeriesUid,
            SopInstanceUid = metadata.SopInstanceUid,
            Frame = metadata.Frame,
            InstanceNumber = metadata.InstanceNumber,
            Width = metadata.Width,
            Height = metadata.Height,
            Depth = metadata.Depth,
            PixelSpacing = metadata.PixelSpacing,
            ReferenceVersion = metadata.ReferenceVersion,
            NearDuplicateOf = metadata.NearDuplicateOf,
            Split = PatientSplit.Of(metadata.PatientId),
        };
        for (var band = 0; band < Math.Min(Bands, metadata.Energies.Count); band++)
        {
            row.EnergyValues[band] = metadata.Energies[band];
        }

        return row;
    }

    private static int Compare(CatalogueRow a, CatalogueRow b)
    {
        var order = string.CompareOrdinal(a.PatientId, b.PatientId);
        order = order != 0 ? order : string.CompareOrdinal(a.StudyUid, b.StudyUid);
        order = order != 0 ? order : string.CompareOrdinal(a.SeriesUid, b.SeriesUid);
        order = order != 0 ? order : a.InstanceNumber.CompareTo(b.InstanceNumber);
        return order != 0 ? order : string.CompareOrdinal(a.Key, b.Key);
    }
}
