using MedSsl.Dicom.Codecs.Jpeg;
using MedSsl.Dicom.Codecs.Native;

namespace MedSsl.Dicom.Codecs;

/// <summary>Which decoder decodes which codestream. Runs native code: in the worker process only.</summary>
internal static class FrameCodecs
{
    /// <summary>The cells of a frame; null, and why, where it is damaged.</summary>
    public static byte[]? Decode(ReadOnlyMemory<byte> codestream, CodestreamHeader header, out string? problem) => header.Kind switch
    {
        CodestreamKind.JpegDct => SequentialJpeg.Decode(codestream, header, out problem),
        CodestreamKind.JpegLossless => LosslessJpeg.Decode(codestream.Span, header, out problem),
        CodestreamKind.JpegLs => CharLsDecoder.Decode(codestream.Span, header, out problem),
        _ => OpenJpegDecoder.Decode(codestream.Span, header, out problem),
    };
}
