using JpegLibrary;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>JPEG by cosine transform with 8 or 12 bits, sequential and progressive, through JpegLibrary. Its colours stay as they are; shared ones are repeated.</summary>
internal static class SequentialJpeg
{
    /// <summary>The cells of the image; null, and why, where the codestream is damaged.</summary>
    public static byte[]? Decode(ReadOnlyMemory<byte> data, CodestreamHeader header, out string? problem)
    {
        var output = new CellWriter(header);
        var decoder = new JpegDecoder();
        try
        {
            decoder.SetInput(data);
            decoder.Identify();
            if (decoder.Width != header.Width || decoder.Height != header.Height || decoder.NumberOfComponents != header.Components || decoder.Precision != header.Precision)
            {
                problem = $"it says {decoder.Width} x {decoder.Height} pixels of {decoder.NumberOfComponents} components and {decoder.Precision} bits in a second place";
                return null;
            }

            decoder.SetOutputWriter(output);
            decoder.Decode();
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            problem = $"JpegLibrary stops with {exception.GetType().Name} after {output.Blocks} of {output.ExpectedBlocks} blocks";
            return null;
        }

        problem = output.Blocks < output.ExpectedBlocks ? $"its data end after {output.Blocks} of {output.ExpectedBlocks} blocks" : null;
        return problem is null ? output.Cells : null;
    }
}
