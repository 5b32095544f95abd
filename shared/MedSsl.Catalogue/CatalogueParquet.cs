using System.IO.Compression;
using Parquet;

namespace MedSsl.Catalogue;

/// <summary>How all Parquet files of a catalogue are written.</summary>
internal static class CatalogueParquet
{
    /// <summary>
    /// Zstandard at its fastest: the library's own choice, the smallest size, takes ten times as long to write a row for 3 % fewer bytes (docs/experiments.md).
    /// </summary>
    public static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest };
}
