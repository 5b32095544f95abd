namespace MedSsl.Dicom.Parsing;

/// <summary>Sequences (PS3.5 section 7.5) and encapsulated fragments (section A.4).</summary>
internal ref partial struct ElementReader
{
    private bool ReadUndefined(DicomDataset dataset, DicomTag tag, string vr, ElementEncoding encoding, int end, int depth)
    {
        if (tag == DicomTags.PixelData || vr is "OB" or "OW")
        {
            return ReadFragments(dataset, tag, vr, encoding, end);
        }

        return vr is ValueRepresentation.Sequence or ValueRepresentation.Unknown
            ? ReadSequence(dataset, tag, encoding, end, depth, delimited: true)
            : Fail($"element {tag} before offset {Position} has undefined length, which representation {vr} does not allow");
    }

    private bool ReadSequence(DicomDataset dataset, DicomTag tag, ElementEncoding encoding, int end, int depth, bool delimited)
    {
        if (depth >= _limits.MaxDepth)
        {
            return Fail($"sequences are nested deeper than {_limits.MaxDepth} at offset {Position}");
        }

        var items = new List<DicomDataset>();
        while (Position < end)
        {
            if (end - Position < 8)
            {
                return Fail($"sequence {tag} has {end - Position} bytes left at offset {Position}, too few for an item");
            }

            var itemTag = TagAt(Position, encoding);
            var length = UInt32At(Position + 4, encoding);
            if (itemTag.Number == SequenceDelimiter)
            {
                Position = delimited ? Position + 8 : end;
                dataset.Append(new DicomElement(tag, items));
                return true;
            }

            if (itemTag.Number == ItemDelimiter)
            {
                Position += 8; // closes an item of defined length, which needs no closing
                continue;
            }

            if (itemTag.Number != Item)
            {
                return Fail($"{itemTag} at offset {Position} in sequence {tag} is where an item was expected");
            }

            if (!CountOne() || !ReadItem(dataset, tag, length, encoding, end, depth, items))
            {
                return false;
            }
        }

        dataset.Append(new DicomElement(tag, items));
        return !delimited || Fail($"sequence {tag} has no sequence delimiter before offset {end}");
    }

    private bool ReadItem(DicomDataset parent, DicomTag tag, uint length, ElementEncoding encoding, int end, int depth, List<DicomDataset> items)
    {
        Position += 8;
        var undefined = length == UndefinedLength;
        if (!undefined && length > end - Position)
        {
            return Fail($"an item of sequence {tag} at offset {Position - 8} declares {length} bytes, {end - Position} remain");
        }

        var itemEncoding = ElementEncodings.OfItem(_data[Position..end], encoding);
        var item = new DicomDataset(parent.TransferSyntaxUid, parent.TextEncoding);
        items.Add(item);
        return ReadElements(item, itemEncoding, undefined ? end : Position + (int)length, depth + 1, undefined);
    }

    /// <summary>
    /// A UN value that starts like a sequence is opened, so that nothing hides in it. Where it turns out to be no sequence it stays bytes; the
    /// elements that were counted on the way stay counted, so that repeated attempts have a bound.
    /// </summary>
    private bool ReadHiddenSequence(DicomDataset dataset, DicomTag tag, int end, int depth)
    {
        var start = Position;
        var opened = new DicomDataset(dataset.TransferSyntaxUid, dataset.TextEncoding);
        if (ReadSequence(opened, tag, ElementEncoding.ImplicitLittle, end, depth, delimited: false) && Position == end)
        {
            dataset.Append(opened.Appended(tag)!);
            return true;
        }

        if (_count > _limits.MaxElements || depth >= _limits.MaxDepth)
        {
            return false;
        }

        Error = null;
        Position = end;
        dataset.Append(new DicomElement(tag, ValueRepresentation.Unknown, _memory[start..end]));
        return true;
    }

    private bool ReadFragments(DicomDataset dataset, DicomTag tag, string vr, ElementEncoding encoding, int end)
    {
        var fragments = new List<ReadOnlyMemory<byte>>();
        while (Position < end)
        {
            if (end - Position < 8)
            {
                return Fail($"the fragments of {tag} end in {end - Position} bytes at offset {Position}, too few for an item");
            }

            var itemTag = TagAt(Position, encoding);
            var length = UInt32At(Position + 4, encoding);
            Position += 8;
            if (itemTag.Number == SequenceDelimiter)
            {
                dataset.Append(new DicomElement(tag, vr, fragments));
                return true;
            }

            if (itemTag.Number != Item)
            {
                return Fail($"{itemTag} at offset {Position - 8} in {tag} is where a fragment was expected");
            }

            if (length > end - Position)
            {
                return Fail($"a fragment of {tag} at offset {Position - 8} declares {length} bytes, {end - Position} remain");
            }

            if (!CountOne())
            {
                return false;
            }

            fragments.Add(_memory.Slice(Position, (int)length));
            Position += (int)length;
        }

        // Whole fragments to the last byte: some writers leave out the delimiter. Whether frames are missing, the decoder tells.
        dataset.Append(new DicomElement(tag, vr, fragments));
        return true;
    }
}
