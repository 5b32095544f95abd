using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels.Codestreams;

/// <summary>The image and tile size segment of JPEG 2000 (ITU-T T.800 section A.5.1), also inside the boxes of a JP2 file (annex I).</summary>
internal static class Jpeg2000Header
{
    private const int FirstComponent = 42;

    private static ReadOnlySpan<byte> CodestreamStart => [0xFF, 0x4F, 0xFF, 0x51];

    private static ReadOnlySpan<byte> Signature => [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' '];

    public static bool Starts(ReadOnlySpan<byte> data) => data.StartsWith(CodestreamStart) || data.StartsWith(Signature);

    public static CodestreamHeader? Read(ReadOnlySpan<byte> data, out string? problem)
    {
        var offset = data.StartsWith(Signature) ? CodestreamBox(data) : 0;
        if (offset < 0 || !data[offset..].StartsWith(CodestreamStart))
        {
            problem = "its JP2 boxes hold no codestream";
            return null;
        }

        data = data[offset..];
        if (data.Length < FirstComponent)
        {
            problem = "its image size segment is cut off";
            return null;
        }

        int components = BinaryPrimitives.ReadUInt16BigEndian(data[40..]);
        if (components is < 1 or > 4 || data.Length < FirstComponent + (3 * components))
        {
            problem = $"it says {components} components, 1 to 4 are expected";
            return null;
        }

        long width = (long)Number(data, 8) - Number(data, 16), height = (long)Number(data, 12) - Number(data, 20);
        var depth = data[FirstComponent];
        for (var i = 0; i < components; i++)
        {
            var component = data.Slice(FirstComponent + (3 * i), 3);
            if (component[0] != depth || component[1] != 1 || component[2] != 1)
            {
                problem = "its components differ in depth, or are sampled more coarsely than the image";
                return null;
            }
        }

        var precision = (depth & 0x7F) + 1;
        if (width is < 1 or > ushort.MaxValue || height is < 1 or > ushort.MaxValue || precision > 31)
        {
            problem = $"it says {width} x {height} pixels of {precision} bits";
            return null;
        }

        problem = null;
        var (hasTransform, isIrreversible) = CodingStyle(data);
        return new CodestreamHeader
        {
            Kind = CodestreamKind.Jpeg2000,
            Width = (int)width,
            Height = (int)height,
            Components = components,
            Precision = precision,
            Signed = depth >> 7 == 1,
            Lossy = isIrreversible,
            Ybr = hasTransform && components == 3 ? false : null, // its input was RGB, whatever the data set calls it
            Offset = offset,
        };
    }

    /// <summary>
    /// What the default coding style (section A.6.1) says: whether a colour transform is undone in decoding, and whether its filter is the irreversible
    /// one. The segments of the main header follow each other up to the first tile.
    /// </summary>
    private static (bool HasTransform, bool IsIrreversible) CodingStyle(ReadOnlySpan<byte> data)
    {
        for (var position = 2; position + 4 <= data.Length && data[position] == 0xFF && data[position + 1] != 0x90;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (data[position + 1] == 0x52)
            {
                return position + 13 < data.Length ? (data[position + 8] == 1, data[position + 13] == 0) : default;
            }

            position += 2 + Math.Max((int)length, 2);
        }

        return default;
    }

    /// <summary>Offset of the codestream; -1 where no box holds one.</summary>
    private static int CodestreamBox(ReadOnlySpan<byte> data)
    {
        for (long position = 0; position + 16 <= data.Length;)
        {
            var box = data[(int)position..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            var isLong = length == 1;
            var body = (int)position + (isLong ? 16 : 8);
            if (box.Slice(4, 4).SequenceEqual("jp2c"u8))
            {
                return body;
            }

            length = isLong ? BinaryPrimitives.ReadInt64BigEndian(box[8..]) : length;
            if (length < 8 || length > data.Length - position)
            {
                return -1;
            }

            position += length;
        }

        return -1;
    }

    private static uint Number(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
}
