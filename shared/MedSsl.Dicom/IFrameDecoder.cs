namespace MedSsl.Dicom;

/// <summary>
/// Decodes compressed frames. It stands outside of this library because the decoders of some syntaxes are native code, which belongs into another
/// process (docs/decisions/0011). Safe for use from several threads.
/// </summary>
public interface IFrameDecoder
{
    /// <summary>Why frames of a transfer syntax are not decoded here, and what to do about it; null where they are.</summary>
    /// <param name="transferSyntaxUid">Transfer syntax UID.</param>
    string? WhyNot(string transferSyntaxUid);

    /// <summary>
    /// Decodes a frame to exactly <see cref="CodestreamHeader.CellBytes"/> bytes: cells of <see cref="CodestreamHeader.BytesPerCell"/> bytes, little
    /// endian, two's complement where negative, row by row, samples of a pixel together. A colour transform that the codestream itself declares
    /// reversible in the decoder (JPEG 2000, JPEG-LS) is undone; YCbCr of JPEG is left as it is.
    /// </summary>
    /// <param name="frame">The frame; its header has been compared with the data set.</param>
    /// <param name="error">Why it was refused; null otherwise.</param>
    /// <returns>The cells, or null.</returns>
    byte[]? Decode(CompressedFrame frame, out DicomError? error);
}
