using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Native;

/// <summary>JPEG-LS by CharLS 2 (charls_jpegls_decoder.h).</summary>
internal static unsafe partial class CharLsDecoder
{
    private const int NotInterleaved = 0;

    /// <summary>The cells of the image; null, and why, where the codestream is damaged.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> data, CodestreamHeader header, out string? problem)
    {
        if (TryDecode(data, header, out var cells, out problem))
        {
            return cells;
        }

        // Some writers put a zero byte before the end of image, which CharLS takes for undecoded data (WG04's MR1_JLSL is such a file).
        var end = data.LastIndexOf((ReadOnlySpan<byte>)[0, 0xFF, 0xD9]);
        return end >= 0 && TryDecode([.. data[..end], 0xFF, 0xD9], header, out cells, out _) ? cells : null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> data, CodestreamHeader header, out byte[]? cells, out string? problem)
    {
        cells = null;
        var decoder = Create();
        try
        {
            fixed (byte* source = data)
            {
                FrameInfo info = default;
                var interleave = 0;
                nuint size = 0;
                var code = SetSource(decoder, source, (nuint)data.Length);
                code = code == 0 ? ReadHeader(decoder) : code;
                code = code == 0 ? GetFrameInfo(decoder, &info) : code;
                code = code == 0 ? GetInterleaveMode(decoder, &interleave) : code;
                code = code == 0 ? GetDestinationSize(decoder, 0, &size) : code;
                if (code == 0 && (info.Width != header.Width || info.Height != header.Height || info.Components != header.Components || info.Bits != header.Precision
                    || (long)size != header.CellBytes))
                {
                    problem = $"CharLS reads {info.Width} x {info.Height} pixels of {info.Components} components and {info.Bits} bits in it";
                    return false;
                }

                var decoded = code == 0 ? new byte[header.CellBytes] : [];
                fixed (byte* destination = decoded)
                {
                    code = code == 0 ? DecodeTo(decoder, destination, size, 0) : code;
                }

                problem = code == 0 ? null : $"CharLS stops with error {code} ({Marshal.PtrToStringUTF8(ErrorMessage(code))?.TrimEnd('.')})";
                cells = code != 0 ? null : interleave == NotInterleaved && header.Components > 1 ? Interleave(decoded, header) : decoded;
                return code == 0;
            }
        }
        finally
        {
            Destroy(decoder);
        }
    }

    private static byte[] Interleave(byte[] planes, CodestreamHeader header)
    {
        int bytes = header.BytesPerCell, pixels = header.Width * header.Height;
        var cells = new byte[planes.Length];
        for (var component = 0; component < header.Components; component++)
        {
            for (var i = 0; i < pixels; i++)
            {
                for (var part = 0; part < bytes; part++)
                {
                    cells[(((i * header.Components) + component) * bytes) + part] = planes[(((component * pixels) + i) * bytes) + part];
                }
            }
        }

        return cells;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FrameInfo
    {
        public uint Width;
        public uint Height;
        public int Bits;
        public int Components;
    }

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_create")]
    private static partial nint Create();

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_destroy")]
    private static partial void Destroy(nint decoder);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    private static partial int SetSource(nint decoder, byte* source, nuint length);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_read_header")]
    private static partial int ReadHeader(nint decoder);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    private static partial int GetFrameInfo(nint decoder, FrameInfo* info);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    private static partial int GetInterleaveMode(nint decoder, int* mode);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    private static partial int GetDestinationSize(nint decoder, uint stride, nuint* size);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    private static partial int DecodeTo(nint decoder, byte* destination, nuint length, uint stride);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_get_error_message")]
    private static partial nint ErrorMessage(int code);
}
