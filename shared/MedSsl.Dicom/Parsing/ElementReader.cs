using System.Buffers.Binary;
using System.Text;

namespace MedSsl.Dicom.Parsing;

/// <summary>
/// Reads data elements (PS3.5 section 7) from memory. Every length is checked against what encloses it before it is used, every element is
/// counted, every level of nesting is counted: a hostile file costs at most what the limits say. Values are views of the memory.
/// </summary>
internal ref partial struct ElementReader(ReadOnlyMemory<byte> memory, DicomLimits limits)
{
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const uint Item = 0xFFFEE000;
    private const uint ItemDelimiter = 0xFFFEE00D;
    private const uint SequenceDelimiter = 0xFFFEE0DD;

    private readonly ReadOnlyMemory<byte> _memory = memory;
    private readonly ReadOnlySpan<byte> _data = memory.Span;
    private readonly DicomLimits _limits = limits;
    private int _count;

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; set; }

    /// <summary>Why reading stopped; null after success.</summary>
    public DicomError? Error { get; private set; }

    /// <summary>Reads the file meta information: group 0002, always Explicit VR Little Endian (PS3.10 section 7.1).</summary>
    public bool ReadMeta(DicomDataset meta)
    {
        while (_data.Length - Position >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(_data[Position..]) == 2)
        {
            if (!ReadElement(meta, ElementEncoding.ExplicitLittle, _data.Length, 0))
            {
                return false;
            }
        }

        meta.Seal();
        return true;
    }

    /// <summary>Reads a data set to the end of the memory.</summary>
    public bool ReadAll(DicomDataset dataset, ElementEncoding encoding) => ReadElements(dataset, encoding, _data.Length, depth: 0, delimited: false);

    /// <summary>Reads elements up to <paramref name="end"/>, or up to the delimiter of an item of undefined length.</summary>
    private bool ReadElements(DicomDataset dataset, ElementEncoding encoding, int end, int depth, bool delimited)
    {
        while (Position < end)
        {
            var rest = _data[Position..end];
            if (depth == 0 && (rest.Length < 8 || rest[..8].IndexOfAnyExcept((byte)0) < 0) && rest.IndexOfAnyExcept((byte)0) < 0)
            {
                Position = end; // zeros behind the last element are padding of a medium
                break;
            }

            if (rest.Length < 8)
            {
                return Fail($"{rest.Length} bytes at offset {Position} are too few for a data element");
            }

            var tag = TagAt(Position, encoding);
            if (tag.Number is ItemDelimiter or SequenceDelimiter)
            {
                if (delimited)
                {
                    // A sequence delimiter here means that the item's own is missing; it is left for the sequence.
                    Position += tag.Number == ItemDelimiter ? 8 : 0;
                    dataset.Seal();
                    return true;
                }

                Position += 8; // a delimiter that closes nothing: some writers close items of defined length too
                continue;
            }

            if (!ReadElement(dataset, encoding, end, depth))
            {
                return false;
            }
        }

        dataset.Seal();
        return !delimited || Fail($"the item that ends at offset {end} has no item delimiter");
    }

    private bool ReadElement(DicomDataset dataset, ElementEncoding encoding, int end, int depth)
    {
        if (!CountOne())
        {
            return false;
        }

        var start = Position;
        var tag = TagAt(start, encoding);
        if (tag.Group == 0xFFFE || tag.Number == 0)
        {
            return Fail($"{tag} at offset {start} is where a data element was expected");
        }

        if (!ReadHeader(dataset, tag, encoding, end, out var vr, out var length))
        {
            return false;
        }

        if (length == UndefinedLength)
        {
            return ReadUndefined(dataset, tag, vr, encoding, end, depth);
        }

        if (length > end - Position)
        {
            return Fail($"element {tag} at offset {start} declares {length} bytes, {end - Position} remain");
        }

        var valueEnd = Position + (int)length;
        if (vr == ValueRepresentation.Sequence)
        {
            return ReadSequence(dataset, tag, encoding, valueEnd, depth, delimited: false);
        }

        if (vr == ValueRepresentation.Unknown && length >= 8 && TagAt(Position, ElementEncoding.ImplicitLittle).Number == Item)
        {
            return ReadHiddenSequence(dataset, tag, valueEnd, depth);
        }

        var value = _memory[Position..valueEnd];
        Position = valueEnd;
        Append(dataset, new DicomElement(tag, vr, encoding == ElementEncoding.ExplicitBig ? ByteOrder.ToLittleEndian(dataset, tag, vr, value) : value));
        return true;
    }

    /// <summary>Reads representation and length, and moves to the value.</summary>
    private bool ReadHeader(DicomDataset dataset, DicomTag tag, ElementEncoding encoding, int end, out string vr, out uint length)
    {
        var header = _data[Position..end];
        var named = encoding == ElementEncoding.ImplicitLittle ? null : ValueRepresentation.Of(header[4], header[5]);
        var letters = encoding != ElementEncoding.ImplicitLittle && char.IsAsciiLetterUpper((char)header[4]) && char.IsAsciiLetterUpper((char)header[5]);
        vr = named ?? ValueRepresentation.Unknown;
        if (named is null && !letters)
        {
            // Implicit VR; also what some writers mix into Explicit VR where they do not know the representation.
            length = UInt32At(Position + 4, encoding);
            Position += 8;
        }
        else if (named is null ? header[6] == 0 && header[7] == 0 : ValueRepresentation.HasLongLength(named))
        {
            // A representation of a later edition has the long form (PS3.5 section 6.2).
            if (header.Length < 12)
            {
                length = 0;
                return Fail($"the header of element {tag} at offset {Position} is cut short");
            }

            length = UInt32At(Position + 8, encoding);
            Position += 12;
        }
        else
        {
            length = encoding == ElementEncoding.ExplicitBig
                ? BinaryPrimitives.ReadUInt16BigEndian(header[6..])
                : BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            Position += 8;
        }

        if (vr == ValueRepresentation.Unknown)
        {
            vr = DicomDictionary.Representation(tag);
            if (vr == "US" && DicomDictionary.FollowsPixelRepresentation(tag) && dataset.Appended(DicomTags.PixelRepresentation) is { } representation
                && representation.Value.Span is [1, ..])
            {
                vr = "SS";
            }
        }

        return true;
    }

    private static void Append(DicomDataset dataset, DicomElement element)
    {
        dataset.Append(element);
        if (element.Tag == DicomTags.SpecificCharacterSet)
        {
            dataset.TextEncoding = CharacterSets.Of(ElementValues.FirstString(element, Encoding.ASCII));
        }
    }

    private readonly DicomTag TagAt(int offset, ElementEncoding encoding) => encoding == ElementEncoding.ExplicitBig
        ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(_data[offset..]), BinaryPrimitives.ReadUInt16BigEndian(_data[(offset + 2)..]))
        : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(_data[offset..]), BinaryPrimitives.ReadUInt16LittleEndian(_data[(offset + 2)..]));

    private readonly uint UInt32At(int offset, ElementEncoding encoding) => encoding == ElementEncoding.ExplicitBig
        ? BinaryPrimitives.ReadUInt32BigEndian(_data[offset..])
        : BinaryPrimitives.ReadUInt32LittleEndian(_data[offset..]);

    private bool CountOne() =>
        ++_count <= _limits.MaxElements
        || Fail($"more than {_limits.MaxElements} elements, items and fragments", DicomErrorCode.TooLarge);

    private bool Fail(string message, DicomErrorCode code = DicomErrorCode.Malformed)
    {
        Error ??= new DicomError(code, message + ".");
        return false;
    }
}
