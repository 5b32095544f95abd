namespace MedSsl.Dicom;

/// <summary>
/// One data element. Its numbers are little endian whatever the file was, so that nothing behind the reader asks for byte order.
/// </summary>
public sealed class DicomElement
{
    internal DicomElement(DicomTag tag, string vr, ReadOnlyMemory<byte> value)
    {
        Tag = tag;
        Vr = vr;
        Value = value;
    }

    internal DicomElement(DicomTag tag, IReadOnlyList<DicomDataset> items)
    {
        Tag = tag;
        Vr = "SQ";
        Items = items;
    }

    internal DicomElement(DicomTag tag, string vr, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        Tag = tag;
        Vr = vr;
        Fragments = fragments;
    }

    /// <summary>The tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>Value representation, two letters; UN where it is not known.</summary>
    public string Vr { get; }

    /// <summary>The bytes of the value: a view of the file where it was little endian. Empty for sequences and fragments.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Items of a sequence; null for every other element.</summary>
    public IReadOnlyList<DicomDataset>? Items { get; }

    /// <summary>Fragments of encapsulated pixel data, the Basic Offset Table first (PS3.5 section A.4); null for every other element.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; }
}
