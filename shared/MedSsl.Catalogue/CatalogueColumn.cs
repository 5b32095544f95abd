using Parquet;
using Parquet.Schema;

namespace MedSsl.Catalogue;

/// <summary>One column of a catalogue file.</summary>
internal abstract class CatalogueColumn(DataField dataField)
{
    public DataField Field => dataField;

    public virtual bool IsText => false;

    /// <summary>Writes the values of a row group.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken);

    /// <summary>Reads the values of a row group into its rows; <paramref name="field"/> is the column as the file has it.</summary>
    public abstract Task ReadAsync(ParquetRowGroupReader group, DataField field, IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken);
}
