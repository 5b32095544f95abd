using System.Diagnostics;
using System.Text.RegularExpressions;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>The validator of dicom3tools, which holds an object against the definition of its class (PS3.3).</summary>
internal static partial class Dciodvfy
{
    private const int Signalled = 128;

    /// <summary>Skips the test where the tool is absent; fails it where MEDSSL_REQUIRE_SERVERS asks for it.</summary>
    public static void Require()
    {
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "dciodvfy"))))
        {
            return;
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1", "dciodvfy is not here: install dicom3tools.");
        Assert.Fail("dciodvfy is not here, and MEDSSL_REQUIRE_SERVERS=1 asks for it: install dicom3tools.");
    }

    /// <summary>
    /// Errors of <paramref name="result"/> that <paramref name="original"/> has not. The tool neither inflates a data set nor survives pixels of 32 bits: such a
    /// pair is compared as this library writes it, without its pixels.
    /// </summary>
    public static IEnumerable<string> Added(ReadOnlyMemory<byte> original, DicomDataset source, DicomDataset result)
    {
        var deflated = source.TransferSyntaxUid == TransferSyntaxes.DeflatedExplicitVrLittleEndian;
        return !deflated && Errors(original) is { } before && Errors(DicomWriter.Write(result)) is { } after
            ? after.Except(before)
            : Errors(WithoutPixels(result))!.Except(Errors(WithoutPixels(source))!);
    }

    /// <summary>Errors without the values in them, which differ by design; null where the tool breaks off.</summary>
    public static HashSet<string>? Errors(ReadOnlyMemory<byte> file)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file.Span);
            using var tool = Process.Start(new ProcessStartInfo("dciodvfy", [path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = tool.StandardOutput.ReadToEndAsync();
            var text = tool.StandardError.ReadToEnd() + output.GetAwaiter().GetResult();
            tool.WaitForExit();
            return tool.ExitCode >= Signalled ? null
                : [.. text.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Select(line => Value().Replace(line.Trim(), "<>"))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] WithoutPixels(DicomDataset dataset)
    {
        var copy = new DicomDataset(TransferSyntaxes.ExplicitVrLittleEndian);
        foreach (var element in dataset.Elements.Where(element => element.Tag != DicomTags.PixelData))
        {
            copy.Set(element);
        }

        return DicomWriter.Write(copy);
    }

    [GeneratedRegex("<[0-9.]{6,}>")]
    private static partial Regex Value();
}
