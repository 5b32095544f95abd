using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Native;

/// <summary>The native libraries of the decoders: what they are called, what brings them, and whether they are here.</summary>
internal static class NativeLibraries
{
    /// <summary>OpenJPEG 2; high throughput since 2.5.</summary>
    public const string OpenJpeg = "libopenjp2.so.7";

    /// <summary>CharLS 2.</summary>
    public const string CharLs = "libcharls.so.2";

    private static readonly Lazy<string?> OpenJpegProblem = new(() => Problem(OpenJpeg, "libopenjp2-7", "opj_decoder_set_strict_mode"));
    private static readonly Lazy<string?> CharLsProblem = new(() => Problem(CharLs, "libcharls2", "charls_jpegls_decoder_create"));

    /// <summary>What is missing for a kind of codestream, and what to install; null where nothing is.</summary>
    public static string? ProblemOf(CodestreamKind kind) => kind switch
    {
        CodestreamKind.Jpeg2000 => OpenJpegProblem.Value,
        CodestreamKind.JpegLs => CharLsProblem.Value,
        _ => null,
    };

    /// <summary>Loads the library, looks for a function of the version that is needed, and lets it go: nothing in it is called in this process.</summary>
    internal static string? Problem(string library, string package, string function)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
        {
            return $"{library} is not installed (install the package {package})";
        }

        var hasFunction = NativeLibrary.TryGetExport(handle, function, out _);
        NativeLibrary.Free(handle);
        return hasFunction ? null : $"{library} is too old, {function} is not in it (install a newer package {package})";
    }
}
