using Parquet;
using Parquet.Schema;

namespace MedSsl.Catalogue;

/// <summary>The columns of a catalogue file, and how a row gives and takes each of them.</summary>
internal static class CatalogueColumns
{
    /// <summary>The column of the sample's key.</summary>
    public const string Key = "key";

    public static readonly IReadOnlyList<CatalogueColumn> All =
    [
        Text(Key, row => row.Key, (row, value) => row.Key = value!),
        Text("shard", row => row.ShardId, (row, value) => row.ShardId = value!),
        Number("offset", row => row.Offset, (row, value) => row.Offset = value),
        Number("length", row => row.Length, (row, value) => row.Length = value),
        OptionalText("sha256", row => row.Sha256, (row, value) => row.Sha256 = value),
        Text("modality", row => row.Modality, (row, value) => row.Modality = value!),
        OptionalText("body_part", row => row.BodyPart, (row, value) => row.BodyPart = value),
        OptionalText("scanner_model", row => row.ScannerModel, (row, value) => row.ScannerModel = value),
        Text("patient_id", row => row.PatientId, (row, value) => row.PatientId = value!),
        Text("study_uid", row => row.StudyUid, (row, value) => row.StudyUid = value!),
        Text("series_uid", row => row.SeriesUid, (row, value) => row.SeriesUid = value!),
        Text("sop_instance_uid", row => row.SopInstanceUid, (row, value) => row.SopInstanceUid = value!),
        Number("frame", row => row.Frame, (row, value) => row.Frame = value),
        Number("instance_number", row => row.InstanceNumber, (row, value) => row.InstanceNumber = value),
        Number("width", row => row.Width, (row, value) => row.Width = value),
        Number("height", row => row.Height, (row, value) => row.Height = value),
        OptionalNumber("depth", row => row.Depth, (row, value) => row.Depth = value),
        OptionalNumber("pixel_spacing", row => row.PixelSpacing, (row, value) => row.PixelSpacing = value),
        Text("reference_version", row => row.ReferenceVersion, (row, value) => row.ReferenceVersion = value!),
        OptionalText("near_duplicate_of", row => row.NearDuplicateOf, (row, value) => row.NearDuplicateOf = value),
        Text("split", row => row.Split, (row, value) => row.Split = value!),
        .. Enumerable.Range(0, CatalogueRow.Bands).Select(band =>
            OptionalNumber($"energy_{band + 1}", row => row.EnergyValues[band], (row, value) => row.EnergyValues[band] = value)),
    ];

    public static readonly ParquetSchema Schema = new(All.Select(column => column.Field).ToArray<Field>());

    private static TextColumn Text(string name, Func<CatalogueRow, string?> get, Action<CatalogueRow, string?> set) => new(new DataField(name, typeof(string), isNullable: false), get, set);

    private static TextColumn OptionalText(string name, Func<CatalogueRow, string?> get, Action<CatalogueRow, string?> set) => new(new DataField(name, typeof(string), isNullable: true), get, set);

    private static NumberColumn<T> Number<T>(string name, Func<CatalogueRow, T> get, Action<CatalogueRow, T> set)
        where T : struct => new(new DataField<T>(name), get, set);

    private static OptionalNumberColumn<T> OptionalNumber<T>(string name, Func<CatalogueRow, T?> get, Action<CatalogueRow, T?> set)
        where T : struct => new(new DataField<T?>(name), get, set);

    private sealed class TextColumn(DataField field, Func<CatalogueRow, string?> get, Action<CatalogueRow, string?> set) : CatalogueColumn(field)
    {
        public override bool IsText => true;

        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync(Field, rows.Select(row => get(row)!).ToArray(), null);

        public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken)
        {
            var values = new string?[rows.Count];
            await group.ReadAsync(field, values!, null, cancellationToken);
            Fill(rows, values, set);
        }
    }

    private sealed class NumberColumn<T>(DataField field, Func<CatalogueRow, T> get, Action<CatalogueRow, T> set) : CatalogueColumn(field)
        where T : struct
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync<T>(Field, rows.Select(get).ToArray(), null, null, cancellationToken);

        public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken)
        {
            var values = new T[rows.Count];
            await group.ReadAsync<T>(field, values.AsMemory(), null, cancellationToken);
            Fill(rows, values, set);
        }
    }

    private sealed class OptionalNumberColumn<T>(DataField field, Func<CatalogueRow, T?> get, Action<CatalogueRow, T?> set) : CatalogueColumn(field)
        where T : struct
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken) =>
            group.WriteAsync<T>(Field, rows.Select(get).ToArray().AsMemory(), null, null, cancellationToken);

        public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken)
        {
            var values = new T?[rows.Count];
            await group.ReadAsync<T>(field, values.AsMemory(), null, cancellationToken);
            Fill(rows, values, set);
        }
    }

    private static void Fill<T>(IReadOnlyList<CatalogueRow> rows, T[] values, Action<CatalogueRow, T> set)
    {
        for (var i = 0; i < values.Length; i++)
        {
            set(rows[i], values[i]);
        }
    }
}
