using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Native;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000 by OpenJPEG 2.5. Strict: what is cut off is an error, not a coarser image.</summary>
internal static unsafe class OpenJpegDecoder
{
    private const int Codestream = 0; // OPJ_CODEC_J2K
    private const int StreamBuffer = 1 << 20;
    private const int ParametersSize = 16 << 10; // opj_dparameters_t has 8,252 bytes in 2.5: two file names of 4,096 and numbers

    /// <summary>The cells of the image; null, and why, where the codestream is damaged.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> data, CodestreamHeader header, out string? problem)
    {
        fixed (byte* source = data)
        {
            var memory = new MemorySource { Data = source, Length = data.Length };
            var codec = OpenJpeg.CreateDecompress(Codestream);
            var stream = OpenJpeg.StreamCreate(StreamBuffer, isInput: 1);
            OpenJpegImage* image = null;
            try
            {
                MemorySource.Attach(stream, &memory);
                problem = Setup(codec) && OpenJpeg.ReadHeader(stream, codec, &image) != 0 ? Contradiction(image, header) : "OpenJPEG cannot read its header";
                if (problem is not null)
                {
                    return null;
                }

                if (OpenJpeg.Decode(codec, stream, image) == 0 || OpenJpeg.EndDecompress(codec, stream) == 0)
                {
                    problem = "OpenJPEG finds its data damaged or cut off";
                    return null;
                }

                problem = Contradiction(image, header);
                return problem is null ? Cells(image, header, out problem) : null;
            }
            finally
            {
                if (image is not null)
                {
                    OpenJpeg.ImageDestroy(image);
                }

                OpenJpeg.StreamDestroy(stream);
                OpenJpeg.DestroyCodec(codec);
            }
        }
    }

    private static bool Setup(nint codec)
    {
        var parameters = NativeMemory.AllocZeroed(ParametersSize);
        try
        {
            OpenJpeg.SetDefaultParameters(parameters);
            return OpenJpeg.SetupDecoder(codec, parameters) != 0 && OpenJpeg.SetStrictMode(codec, 1) != 0;
        }
        finally
        {
            NativeMemory.Free(parameters);
        }
    }

    private static string? Contradiction(OpenJpegImage* image, CodestreamHeader header)
    {
        if (image->X1 - image->X0 != header.Width || image->Y1 - image->Y0 != header.Height || image->ComponentCount != header.Components)
        {
            return $"OpenJPEG reads {image->X1 - image->X0} x {image->Y1 - image->Y0} pixels of {image->ComponentCount} components in it";
        }

        for (var i = 0; i < header.Components; i++)
        {
            if (image->Components[i].Precision != header.Precision || image->Components[i].Signed != (header.Signed ? 1u : 0u))
            {
                return $"OpenJPEG reads a component of {image->Components[i].Precision} bits in it";
            }
        }

        return null;
    }

    private static byte[]? Cells(OpenJpegImage* image, CodestreamHeader header, out string? problem)
    {
        var cells = new byte[header.CellBytes];
        var pixels = header.Width * header.Height;
        fixed (byte* target = cells)
        {
            for (var component = 0; component < header.Components; component++)
            {
                var plane = image->Components[component];
                if (plane.Data is null || plane.Width != header.Width || plane.Height != header.Height)
                {
                    problem = $"OpenJPEG decodes {plane.Width} x {plane.Height} samples of component {component + 1}";
                    return null;
                }

                Copy(plane.Data, pixels, target, component, header);
            }
        }

        problem = null;
        return cells;
    }

    private static void Copy(int* plane, int pixels, byte* target, int component, CodestreamHeader header)
    {
        var step = header.Components;
        switch (header.BytesPerCell)
        {
            case 1:
                for (var i = 0; i < pixels; i++)
                {
                    target[((long)i * step) + component] = (byte)plane[i];
                }

                break;
            case 2:
                for (var i = 0; i < pixels; i++)
                {
                    ((ushort*)target)[((long)i * step) + component] = (ushort)plane[i];
                }

                break;
            default:
                for (var i = 0; i < pixels; i++)
                {
                    ((int*)target)[((long)i * step) + component] = plane[i];
                }

                break;
        }
    }
}
