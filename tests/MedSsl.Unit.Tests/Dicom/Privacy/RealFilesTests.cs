using MedSsl.Dicom;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>The research profile on the real files of the development set.</summary>
public sealed class RealFilesTests
{
    private static readonly DeIdentifier Research = new("a site key of at least 32 bytes, for tests"u8, DeIdentificationProfile.Research);

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
}
