using System.Buffers.Binary;
using System.Text;
using FellowOakDicom.IO.Buffer;
using MedSsl.Dicom.Parsing;
using Fo = FellowOakDicom;

namespace MedSsl.Dicom;

/// <summary>
/// A data set of fo-dicom as one of ours: the same elements, numbers little endian, text as bytes in its own character set. Where fo-dicom leaves bytes that
/// our own reader understood (a sequence inside of an element of unknown representation, which may hold a name; 32-bit pixels of a big-endian file, which it swaps by
/// two), or takes compressed pixels that are called OW for a sequence, what our reader saw is taken.
/// </summary>
internal static class DatasetConversion
{
    /// <param name="source">What fo-dicom read.</param>
    /// <param name="seen">What our own reader saw.</param>
    public static DicomDataset Convert(Fo.DicomDataset source, DicomDataset seen) => Fill(source, new DicomDataset(seen.TransferSyntaxUid, CharacterSets.Default), seen);

    private static DicomDataset Fill(Fo.DicomDataset source, DicomDataset target, DicomDataset? seen)
    {
        foreach (var item in source.Where(item => item.Tag.Group != 0)) // zeros behind the last element
        {
            var element = ToElement(item, target, seen);
            target.Append(element);
            if (element.Tag == DicomTags.SpecificCharacterSet)
            {
                target.TextEncoding = CharacterSets.Of(ElementValues.FirstString(element, Encoding.ASCII));
            }
        }

        target.Seal();
        return target;
    }

    private static DicomElement ToElement(Fo.DicomItem item, DicomDataset parent, DicomDataset? seen)
    {
        var tag = new DicomTag(item.Tag.Group, item.Tag.Element);
        var own = seen is not null && seen.TryGet(tag, out var found) ? found : null;
        var isBigEndianPixels = tag == DicomTags.PixelData && parent.TransferSyntaxUid == TransferSyntaxes.ExplicitVrBigEndian;
        var isMistaken = own is { Items: not null } && item is not Fo.DicomSequence || own is { Fragments: not null } && item is not Fo.DicomFragmentSequence;
        if (own is not null && (isMistaken || isBigEndianPixels))
        {
            return own;
        }

        return item switch
        {
            Fo.DicomSequence sequence => new DicomElement(tag, [.. sequence.Items.Select((inner, i) =>
                Fill(inner, new DicomDataset(parent.TransferSyntaxUid, parent.TextEncoding), own?.Items?.ElementAtOrDefault(i)))]),
            Fo.DicomFragmentSequence fragments => new DicomElement(tag, item.ValueRepresentation.Code, [OffsetTable(fragments), .. fragments.Fragments.Select(Bytes)]),
            _ => new DicomElement(tag, item.ValueRepresentation.Code, item is Fo.DicomElement element ? Bytes(element.Buffer) : ReadOnlyMemory<byte>.Empty),
        };
    }

    private static ReadOnlyMemory<byte> Bytes(IByteBuffer buffer) => buffer.Data;

    private static ReadOnlyMemory<byte> OffsetTable(Fo.DicomFragmentSequence fragments)
    {
        var bytes = new byte[sizeof(uint) * fragments.OffsetTable.Count];
        for (var i = 0; i < fragments.OffsetTable.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * i), fragments.OffsetTable[i]);
        }

        return bytes;
    }
}
