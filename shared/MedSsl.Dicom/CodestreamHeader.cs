using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Pixels.Codestreams;

namespace MedSsl.Dicom;

/// <summary>What a codestream says about its image before anything of it is decoded.</summary>
public sealed record CodestreamHeader
{
    /// <summary>How it is encoded.</summary>
    public required CodestreamKind Kind { get; init; }

    /// <summary>Width, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height, pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Samples of a pixel.</summary>
    public required int Components { get; init; }

    /// <summary>Bits of a sample.</summary>
    public required int Precision { get; init; }

    /// <summary>Whether samples may be negative; only JPEG 2000 says so.</summary>
    public bool Signed { get; init; }

    /// <summary>Whether decoded values only come near the encoded ones, and may overshoot their range; JPEG-LS tells it elsewhere.</summary>
    public bool Lossy { get; init; }

    /// <summary>Whether three samples are YCbCr (true) or RGB (false) by what the codestream says; null where it says nothing.</summary>
    public bool? Ybr { get; init; }

    /// <summary>Where the codestream begins: behind the boxes of a JP2 file, if there are any.</summary>
    public int Offset { get; init; }

    /// <summary>Bytes of a decoded cell: 1, 2 or 4.</summary>
    public int BytesPerCell => Precision <= 8 ? 1 : Precision <= 16 ? 2 : 4;

    /// <summary>Bytes of the decoded frame.</summary>
    public long CellBytes => (long)Width * Height * Components * BytesPerCell;

    /// <summary>Reads the header of a codestream of the JPEG family. Never throws on content; allocates nothing that the content could enlarge.</summary>
    /// <param name="data">The bytes of a frame.</param>
    /// <param name="header">The header.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, [NotNullWhen(true)] out CodestreamHeader? header, [NotNullWhen(false)] out string? problem)
    {
        header = Jpeg2000Header.Starts(data) ? Jpeg2000Header.Read(data, out problem) : JpegHeader.Read(data, out problem);
        problem = header is null ? problem ?? "its header is damaged" : null;
        return header is not null;
    }
}
