using System.Diagnostics;
using System.Text.RegularExpressions;
using MedSsl.Dicom;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>The research profile on the real files of the development set.</summary>
public sealed partial class RealFilesTests
{
    private static readonly DeIdentifier Research = new("a site key of at least 32 bytes, for tests"u8, DeIdentificationProfile.Research);

    private static readonly PixelCleaner Pixels = new(BurnedInPolicy.Clean, BurnedInRules.BuiltIn, null);

    /// <summary>Image objects of one frame: every attribute that these must have is known. Enhanced objects lose functional groups.</summary>
    private static readonly HashSet<string> SingleFrameImages =
    [
        "1.2.840.10008.5.1.4.1.1.1", // CR
        "1.2.840.10008.5.1.4.1.1.1.1", // DX for presentation
        "1.2.840.10008.5.1.4.1.1.1.2", // mammography for presentation
        "1.2.840.10008.5.1.4.1.1.2", // CT
        "1.2.840.10008.5.1.4.1.1.4", // MR
        "1.2.840.10008.5.1.4.1.1.3.1", // ultrasound, also of several frames
        "1.2.840.10008.5.1.4.1.1.6.1", // ultrasound
        "1.2.840.10008.5.1.4.1.1.7", // secondary capture
    ];

    private static string Folder => Repository.DevelopmentData("dicom");

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file)).Where(name => !name.StartsWith("fuzz", StringComparison.Ordinal));

    [Fact]
    public void TryDeIdentify_real_files_are_written_read_and_decoded_to_the_same_pixels()
    {
        var (results, decoded) = (0, 0);
        foreach (var name in Names)
        {
            if (!DicomFile.TryParse(File.ReadAllBytes(Path.Combine(Folder, name)), new DicomLimits(), out var source, out _))
            {
                continue;
            }

            if (!Research.TryDeIdentify(source, out var result, out var error))
            {
                Assert.True(error.Code is DicomErrorCode.MissingAttribute or DicomErrorCode.Malformed, $"{name}: {error.Message}");
                continue;
            }

            results++;
            var again = Files.Parse(DicomWriter.Write(result));
            Assert.Equal("YES", again.GetString(DicomTags.PatientIdentityRemoved));
            var digest = Files.Digest(source);
            Assert.True(digest == Files.Digest(again), name);
            decoded += digest is null ? 0 : 1;
        }

        Assert.InRange(results, 380, int.MaxValue);
        Assert.InRange(decoded, 200, int.MaxValue);
    }

    [Fact]
    public void TryDeIdentify_single_frame_images_have_no_error_that_the_source_has_not()
    {
        var folder = Folder;
        if (!OnPath("dciodvfy"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1", "dciodvfy is not here: install dicom3tools.");
            Assert.Fail("dciodvfy is not here, and MEDSSL_REQUIRE_SERVERS=1 asks for it: install dicom3tools.");
        }

        var (failures, seen) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var (compared, scratch) = (0, Path.Combine(Repository.NewTemporaryFolder(), "result.dcm"));
        foreach (var name in Names.Order(StringComparer.Ordinal))
        {
            if (DicomFile.TryParse(File.ReadAllBytes(Path.Combine(folder, name)), new DicomLimits(), out var source, out _)
                && source.TransferSyntaxUid != TransferSyntaxes.DeflatedExplicitVrLittleEndian // the tool does not inflate
                && source.GetString(DicomTags.SopClassUid) is { } sopClass && SingleFrameImages.Contains(sopClass)
                && IsOneOfFew(seen, Path.GetDirectoryName(name) + sopClass) && Research.TryDeIdentify(source, out var result, out _))
            {
                Pixels.TryClean(source, result, out _); // what is refused stays as it is
                File.WriteAllBytes(scratch, DicomWriter.Write(result));
                var added = Errors(scratch).Except(Errors(Path.Combine(folder, name)));
                failures.AddRange(added.Select(line => $"{name}: {line}"));
                compared++;
            }
        }

        Directory.Delete(Path.GetDirectoryName(scratch)!, recursive: true);
        Assert.Empty(failures);
        Assert.InRange(compared, 60, int.MaxValue);
    }

    /// <summary>The tool takes 30 ms for a file: some of each kind from each source are compared.</summary>
    private static bool IsOneOfFew(Dictionary<string, int> seen, string kind) => (seen[kind] = seen.GetValueOrDefault(kind) + 1) <= 8;

    private static HashSet<string> Errors(string file)
    {
        using var tool = Process.Start(new ProcessStartInfo("dciodvfy", [file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = tool.StandardOutput.ReadToEndAsync();
        var text = tool.StandardError.ReadToEnd() + output.GetAwaiter().GetResult();
        tool.WaitForExit();
        return [.. text.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Select(line => Value().Replace(line.Trim(), "<>"))];
    }

    private static bool OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    /// <summary>Values in a message differ by design.</summary>
    [GeneratedRegex("<[0-9.]{6,}>")]
    private static partial Regex Value();
}
