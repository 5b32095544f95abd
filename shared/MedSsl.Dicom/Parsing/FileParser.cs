using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MedSsl.Dicom.Parsing;

/// <summary>Our own reader of files, within limits.</summary>
internal static class FileParser
{
    /// <summary>As <see cref="DicomFile.TryParse"/>.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> file, DicomLimits limits, [NotNullWhen(true)] out DicomDataset? dataset, [NotNullWhen(false)] out DicomError? error)
    {
        dataset = null;
        if (file.Length > limits.MaxFileBytes)
        {
            error = new DicomError(DicomErrorCode.TooLarge, $"The file has {file.Length} bytes, the limit is {limits.MaxFileBytes}.");
            return false;
        }

        var start = FileHead.MetaOffset(file.Span);
        if (start == 0 && !LooksLikeDataSet(file.Span))
        {
            error = NotDicom("There is no DICM prefix at offset 128, and the first bytes are no DICOM element.");
            return false;
        }

        if (!TryParseFrom(file, start, limits, out var parsed, out error))
        {
            error = start > 0 || error.Code == DicomErrorCode.TooLarge ? error : NotDicom(error.Message);
            return false;
        }

        if (start == 0 && !IsDicomObject(parsed))
        {
            error = NotDicom("There is no DICM prefix, and none of SOP Class UID, SOP Instance UID, Modality and Rows is there.");
            return false;
        }

        dataset = parsed;
        return true;
    }

    private static bool TryParseFrom(
        ReadOnlyMemory<byte> file, int start, DicomLimits limits,
        [NotNullWhen(true)] out DicomDataset? dataset, [NotNullWhen(false)] out DicomError? error)
    {
        dataset = null;
        var reader = new ElementReader(file, limits) { Position = start };
        var meta = new DicomDataset();
        if (!reader.ReadMeta(meta))
        {
            error = reader.Error!;
            return false;
        }

        var syntax = meta.GetString(DicomTags.TransferSyntaxUid) ?? "";
        var remaining = file[reader.Position..];
        if (syntax == TransferSyntaxes.DeflatedExplicitVrLittleEndian)
        {
            if (!Inflater.TryInflate(remaining, limits.MaxInflatedBytes, out remaining, out error))
            {
                error ??= new DicomError(DicomErrorCode.Malformed, "The deflated data set cannot be opened.");
                return false;
            }

            reader = new ElementReader(remaining, limits);
        }

        var encoding = ElementEncodings.OfDataset(remaining.Span, mayBeBig: syntax is TransferSyntaxes.ExplicitVrBigEndian or "");
        if (syntax is TransferSyntaxes.ImplicitVrLittleEndian or TransferSyntaxes.ExplicitVrLittleEndian or TransferSyntaxes.ExplicitVrBigEndian)
        {
            syntax = ElementEncodings.TransferSyntaxOf(encoding);
        }

        var parsed = new DicomDataset(syntax, CharacterSets.Default);
        if (!reader.ReadAll(parsed, encoding))
        {
            error = reader.Error!;
            return false;
        }

        if (parsed.Count == 0)
        {
            error = new DicomError(DicomErrorCode.Malformed, "The file has no data element behind its file meta information.");
            return false;
        }

        // Without a named syntax the bytes tell the native ones; which codec made encapsulated fragments they do not tell.
        if (syntax.Length == 0 && !(parsed.TryGet(DicomTags.PixelData, out var pixels) && pixels.Fragments is not null))
        {
            parsed.TransferSyntaxUid = ElementEncodings.TransferSyntaxOf(encoding);
        }

        dataset = parsed;
        error = null;
        return true;
    }

    /// <summary>
    /// Without a prefix, the first element must be one with which data sets begin: file meta, DICOMDIR or identifying group, in a plausible
    /// encoding.
    /// </summary>
    private static bool LooksLikeDataSet(ReadOnlySpan<byte> data)
    {
        if (data.Length < 8)
        {
            return false;
        }

        var encoding = ElementEncodings.OfDataset(data, mayBeBig: true);
        var group = encoding == ElementEncoding.ExplicitBig ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt16LittleEndian(data);
        return group is 0x0002 or 0x0004 or 0x0008
            && (encoding != ElementEncoding.ImplicitLittle || BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) is var length
                && (length <= data.Length - 8 || length == uint.MaxValue));
    }

    /// <summary>Whether a data set that was found without a prefix is one of DICOM.</summary>
    private static bool IsDicomObject(DicomDataset dataset) =>
        dataset.TryGet(DicomTags.SopClassUid, out _) || dataset.TryGet(DicomTags.SopInstanceUid, out _)
        || dataset.TryGet(DicomTags.Modality, out _) || dataset.TryGet(DicomTags.Rows, out _)
        || dataset.TryGet(DicomTags.DirectoryRecordSequence, out _);

    private static DicomError NotDicom(string message) => new(DicomErrorCode.NotDicom, message);
}
