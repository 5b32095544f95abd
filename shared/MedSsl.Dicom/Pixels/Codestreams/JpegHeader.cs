using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels.Codestreams;

/// <summary>The frame header of JPEG (ITU-T T.81 annex B) and JPEG-LS (T.87 annex C), found by walking the marker segments before it.</summary>
internal static class JpegHeader
{
    private const int App0 = 0xE0;
    private const int App14 = 0xEE;
    private const int StartOfScan = 0xDA;
    private const int Adobe = 12; // bytes of Adobe's segment; its last one says which colour transform was applied

    public static CodestreamHeader? Read(ReadOnlySpan<byte> data, out string? problem)
    {
        problem = null;
        if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8)
        {
            problem = "it begins with no marker of JPEG, JPEG-LS or JPEG 2000";
            return null;
        }

        bool? adobe = null;
        var isJfif = false;
        for (var position = 2; position + 4 <= data.Length;)
        {
            if (data[position] != 0xFF)
            {
                problem = $"a marker is expected at byte {position} of it";
                return null;
            }

            var marker = data[position + 1];
            if (marker == 0xFF)
            {
                position++; // fill byte
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (length < 2 || length > data.Length - position - 2)
            {
                problem = $"the marker segment at byte {position} says {length} bytes, {data.Length - position - 2} are there";
                return null;
            }

            var segment = data.Slice(position + 4, length - 2);
            position += 2 + length;
            switch (marker)
            {
                case App0 when segment.StartsWith("JFIF"u8):
                    isJfif = true;
                    break;
                case App14 when segment.Length >= Adobe && segment.StartsWith("Adobe"u8):
                    adobe = segment[Adobe - 1] != 0;
                    break;
                case StartOfScan:
                    problem = "its image data begin before a frame header";
                    return null;
                default:
                    if (KindOf(marker) is { } kind)
                    {
                        return Frame(segment, kind, adobe, isJfif, out problem);
                    }

                    if (marker is >= 0xC5 and <= 0xCF and not (0xC8 or 0xCC))
                    {
                        problem = $"it is of JPEG process SOF{marker - 0xC0}, which DICOM does not use";
                        return null;
                    }

                    break;
            }
        }

        problem = "it ends before its frame header";
        return null;
    }

    private static CodestreamKind? KindOf(int marker) => marker switch
    {
        0xC0 or 0xC1 or 0xC2 => CodestreamKind.JpegDct,
        0xC3 => CodestreamKind.JpegLossless,
        0xF7 => CodestreamKind.JpegLs,
        _ => null,
    };

    private static CodestreamHeader? Frame(ReadOnlySpan<byte> segment, CodestreamKind kind, bool? adobe, bool isJfif, out string? problem)
    {
        problem = null;
        var components = segment.Length < 6 ? 0 : segment[5];
        if (components == 0 || segment.Length < 6 + (3 * components))
        {
            problem = "its frame header is cut off";
            return null;
        }

        int precision = segment[0];
        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        var table = segment.Slice(6, 3 * components);
        bool isSubsampled = false, isRgb = components == 3 && table[0] == 'R' && table[3] == 'G' && table[6] == 'B';
        for (var i = 0; i < components; i++)
        {
            int horizontal = table[(3 * i) + 1] >> 4, vertical = table[(3 * i) + 1] & 15;
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4)
            {
                problem = $"component {i + 1} has sampling factors {horizontal} and {vertical}, 1 to 4 are allowed";
                return null;
            }

            isSubsampled |= table[(3 * i) + 1] != table[1];
        }

        if (width == 0 || height == 0 || precision is < 2 or > 16 || (kind == CodestreamKind.JpegDct && precision is not (8 or 12)))
        {
            problem = $"it says {width} x {height} pixels of {precision} bits";
            return null;
        }

        if (isSubsampled && kind != CodestreamKind.JpegDct)
        {
            problem = "its components have different sampling factors, which lossless codestreams of DICOM do not have";
            return null;
        }

        return new CodestreamHeader
        {
            Kind = kind,
            Width = width,
            Height = height,
            Components = components,
            Precision = precision,
            Lossy = kind == CodestreamKind.JpegDct,
            Ybr = components != 3 || kind == CodestreamKind.JpegLs ? null : adobe ?? (isRgb ? false : Evidence(kind, isJfif, isSubsampled)),
        };
    }

    /// <summary>
    /// JFIF knows only YCbCr, and nobody shares samples of RGB between pixels. A lossless codestream holds what the data set says, also where its
    /// writer put a JFIF segment before it.
    /// </summary>
    private static bool? Evidence(CodestreamKind kind, bool isJfif, bool isSubsampled) =>
        kind == CodestreamKind.JpegDct && (isJfif || isSubsampled) ? true : null;
}
