using System.Buffers.Binary;
using MedSsl.Dicom.Pixels;
using MedSsl.Dicom.Pixels.Codestreams;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// What codestreams carry beside their image: comments, application segments (Exif, thumbnails), boxes of JP2 files, bytes behind the end. Any of it may
/// name the patient. It is overwritten with zeros where it stands, so that lengths, offset tables and fragments stay as they are.
/// </summary>
internal static class CodestreamTexts
{
    private const int JfifLength = 14; // without its thumbnail
    private const int AdobeLength = 12;
    private const int TileStart = 0x90;
    private const int TileData = 0x93;
    private const int EndOfImage = 0xD9;

    /// <summary>The element without these texts; the same where it has none, or is of no syntax that could.</summary>
    public static DicomElement Without(DicomDataset dataset, DicomElement pixels)
    {
        var frames = Math.Max(1, dataset.GetInt32(DicomTags.NumberOfFrames) ?? 1);
        if (pixels.Fragments is not { } fragments || TransferSyntaxes.CodestreamOf(dataset.TransferSyntaxUid) is not { } kind
            || FrameFragments.Of(dataset, pixels, frames, out _) is not { } codestreams)
        {
            return pixels;
        }

        var changed = false;
        var blanked = codestreams.Select(codestream =>
        {
            var bytes = codestream.ToArray();
            changed |= kind == CodestreamKind.Jpeg2000 ? BlankJpeg2000(bytes) : BlankJpeg(bytes);
            return bytes;
        }).SelectMany(bytes => bytes).ToArray();
        if (!changed)
        {
            return pixels;
        }

        // Frames follow each other as their fragments do; a frame that was cut to its true length takes less than its fragment.
        var result = new List<ReadOnlyMemory<byte>> { fragments[0] };
        if (blanked.Length == fragments.Skip(1).Sum(fragment => fragment.Length))
        {
            var position = 0;
            foreach (var fragment in fragments.Skip(1))
            {
                result.Add(blanked.AsMemory(position, fragment.Length));
                position += fragment.Length;
            }
        }
        else
        {
            var position = 0;
            foreach (var (codestream, fragment) in codestreams.Zip(fragments.Skip(1)))
            {
                var whole = new byte[fragment.Length];
                blanked.AsSpan(position, codestream.Length).CopyTo(whole);
                result.Add(whole);
                position += codestream.Length;
            }
        }

        return new DicomElement(pixels.Tag, pixels.Vr, result);
    }

    private static bool BlankJpeg(Span<byte> data)
    {
        var changed = false;
        for (var position = 2; position + 4 <= data.Length;)
        {
            var found = data[position..].IndexOf((byte)0xFF);
            position = found < 0 ? data.Length : position + found;
            if (position + 2 > data.Length)
            {
                break;
            }

            var marker = data[position + 1];
            if (marker is 0 or 0xFF or (>= 0xD0 and <= 0xD8))
            {
                position += marker == 0xFF ? 1 : 2; // stuffed, fill, restart: inside the data of a scan
                continue;
            }

            if (marker == EndOfImage)
            {
                return Blank(data[(position + 2)..]) | changed;
            }

            if (position + 4 > data.Length || BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]) is var length && (length < 2 || length > data.Length - position - 2))
            {
                break;
            }

            var segment = data.Slice(position + 4, BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]) - 2);
            changed |= (marker is 0xFE or (>= 0xE0 and <= 0xEF)) && Blank(segment[Kept(marker, segment)..]);
            position += 4 + segment.Length;
        }

        return changed;
    }

    /// <summary>How much of an application segment decoders need: JFIF and Adobe tell the colours, HP's the transform of JPEG-LS.</summary>
    private static int Kept(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE0 when segment.StartsWith("JFIF\0"u8) => Math.Min(segment.Length, JfifLength),
        0xE8 when segment.StartsWith("mrfx"u8) => Math.Min(segment.Length, 5),
        0xEE when segment.StartsWith("Adobe"u8) => Math.Min(segment.Length, AdobeLength),
        _ => 0,
    };

    private static bool BlankJpeg2000(Span<byte> data)
    {
        if (!CodestreamHeader.TryRead(data, out var header, out _))
        {
            return false;
        }

        var changed = header.Offset > 0 && BlankBoxes(data[..header.Offset]);
        data = data[header.Offset..];
        for (var position = 2; position + 4 <= data.Length && data[position] == 0xFF;)
        {
            var marker = data[position + 1];
            if (marker == EndOfImage)
            {
                return Blank(data[(position + 2)..]) | changed;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (length < 2 || length > data.Length - position - 2)
            {
                break;
            }

            changed |= marker == 0x64 && length > 4 && Blank(data.Slice(position + 6, length - 4)); // behind the comment's kind
            position = marker == TileStart && length == 10 ? BlankTilePart(data, position, ref changed) : position + 2 + length;
        }

        return changed;
    }

    /// <summary>Comments of a tile-part's header; returns where the next one begins.</summary>
    private static int BlankTilePart(Span<byte> data, int start, ref bool changed)
    {
        long partLength = BinaryPrimitives.ReadUInt32BigEndian(data[(start + 6)..]);
        var end = partLength == 0 ? data.Length - 2 : start + partLength; // 0: up to the end of the codestream
        for (var position = start + 12; position + 4 <= data.Length && data[position] == 0xFF && data[position + 1] != TileData;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (length < 2 || length > data.Length - position - 2)
            {
                break;
            }

            changed |= data[position + 1] == 0x64 && length > 4 && Blank(data.Slice(position + 6, length - 4));
            position += 2 + length;
        }

        return end > start && end < data.Length ? (int)end : data.Length;
    }

    /// <summary>Boxes before the codestream that are not the signature, the file type or the image header.</summary>
    private static bool BlankBoxes(Span<byte> data)
    {
        var changed = false;
        for (long position = 0; position + 8 <= data.Length;)
        {
            var box = data[(int)position..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            var kind = box.Slice(4, 4);
            if (length < 8 || length > box.Length)
            {
                break; // the box of the codestream, which the header was found in
            }

            changed |= !kind.SequenceEqual("jP  "u8) && !kind.SequenceEqual("ftyp"u8) && !kind.SequenceEqual("jp2h"u8) && Blank(box[8..(int)length]);
            position += length;
        }

        return changed;
    }

    /// <summary>Whether there was anything but zeros.</summary>
    private static bool Blank(Span<byte> bytes)
    {
        var changed = bytes.ContainsAnyExcept((byte)0);
        bytes.Clear();
        return changed;
    }
}
