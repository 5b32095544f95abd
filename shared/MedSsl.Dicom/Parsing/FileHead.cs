namespace MedSsl.Dicom.Parsing;

/// <summary>What the first bytes of a file say, before anything of it is parsed.</summary>
internal static class FileHead
{
    private const int PreambleLength = 128;

    private static ReadOnlySpan<byte> Prefix => "DICM"u8;

    /// <summary>Where the file meta information begins; 0 where there is no prefix.</summary>
    public static int MetaOffset(ReadOnlySpan<byte> data) =>
        data.Length >= PreambleLength + 4 && data.Slice(PreambleLength, 4).SequenceEqual(Prefix) ? PreambleLength + 4
        : data.StartsWith(Prefix) ? Prefix.Length
        : 0;

    /// <summary>The data set as it is encoded, behind preamble and file meta information; all of the file where these are damaged.</summary>
    public static ReadOnlyMemory<byte> EncodedDataSet(ReadOnlyMemory<byte> file)
    {
        var reader = new ElementReader(file, new DicomLimits()) { Position = MetaOffset(file.Span) };
        return reader.ReadMeta(new DicomDataset()) ? file[reader.Position..] : file;
    }
}
