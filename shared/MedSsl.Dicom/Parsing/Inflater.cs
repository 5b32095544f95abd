using System.IO.Compression;

namespace MedSsl.Dicom.Parsing;

/// <summary>Opens a deflated data set (PS3.5 section A.5: raw RFC 1951) with a bound on what comes out.</summary>
internal static class Inflater
{
    private const int Chunk = 1 << 16;

    public static bool TryInflate(ReadOnlyMemory<byte> deflated, long limit, out ReadOnlyMemory<byte> inflated, out DicomError? error)
    {
        inflated = default;
        error = null;
        using var input = new MemoryStream(deflated.ToArray(), writable: false);
        using var stream = new DeflateStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        var buffer = new byte[Chunk];
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (output.Length + read > Math.Min(limit, Array.MaxLength))
                {
                    error = new DicomError(DicomErrorCode.TooLarge, $"The deflated data set inflates to more than {limit} bytes.");
                    return false;
                }

                output.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            error = new DicomError(DicomErrorCode.Malformed, $"The deflated data set breaks off after {output.Length} inflated bytes: its stream is damaged.");
            return false;
        }

        inflated = output.GetBuffer().AsMemory(0, (int)output.Length);
        return true;
    }
}
