using System.Text;
using MedSsl.Dicom;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom.Codecs;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>
/// A de-identified image is as valid as the image was: <c>dciodvfy</c> reports no error that it did not report before, for what ingestion takes.
/// </summary>
public sealed class ValidObjectsTests
{
    private const ProfileOptions Everything = ProfileOptions.ModifiedDates | ProfileOptions.Device | ProfileOptions.PatientCharacteristics
        | ProfileOptions.Descriptors | ProfileOptions.SafePrivate | ProfileOptions.Institution | ProfileOptions.Uids;

    private static readonly PixelCleaner Pixels = new(BurnedInPolicy.Clean, BurnedInRules.BuiltIn, null);

    private static string Folder => Path.Combine(Repository.Root, "tests", "MedSsl.Unit.Tests", "Dicom", "Privacy", "Dumps");

    public static TheoryData<string> Dumps => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)!).Where(name => name != "common")];

    /// <summary>Kinds of which there are no files, or which hold more than those do, written down by us.</summary>
    [Theory]
    [MemberData(nameof(Dumps))]
    public void TryDeIdentify_written_objects_stay_valid_and_tell_nobody(string name)
    {
        var source = Source(name);
        AssertNobody(DeIdentify(source, DeIdentificationProfile.Strict));
        AssertNobody(DeIdentify(source, DeIdentificationProfile.Research));
        Dciodvfy.Require();
        var original = DicomWriter.Write(source);
        Assert.Empty(Dciodvfy.Errors(original)!); // or nothing could be missed
        Assert.Empty(Dciodvfy.Added(original, source, DeIdentify(source, DeIdentificationProfile.Research)));
        Assert.Empty(Dciodvfy.Added(original, source, DeIdentify(source, new DeIdentificationProfile { Options = Everything, AcquisitionParameters = true })));
    }

    [Fact]
    public void TryDeIdentify_without_an_attribute_that_is_required_is_noticed()
    {
        Dciodvfy.Require();
        var source = Source("enhanced-mr");
        var result = DeIdentify(source, DeIdentificationProfile.Strict); // which keeps what pixels need, and no more
        Assert.Contains(Dciodvfy.Added(DicomWriter.Write(source), source, result), error => error.Contains("MRPulseSequence", StringComparison.Ordinal));
    }

    [Fact]
    public void TryDeIdentify_every_real_file_that_is_accepted_has_no_error_that_the_source_has_not()
    {
        var folders = new[] { "dicom", "ct_chest_dicom", "mr_t1_dicom" }.Select(name => Repository.DevelopmentData(name)).ToList();
        Dciodvfy.Require();
        var (failures, classes, compared) = (new List<string>(), new HashSet<string?>(), 0);
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (file.Contains("/fuzz/", StringComparison.Ordinal) || !DicomFile.TryParse(bytes, new DicomLimits(), out var source, out _)
                || !PixelDecoder.TryOpen(source, new DicomLimits(), new FakeFrameDecoder(), out _, out _)
                || !new DeIdentifier("a site key of at least 32 bytes, for tests"u8, DeIdentificationProfile.Research).TryDeIdentify(source, out var result, out _))
            {
                continue;
            }

            Pixels.TryClean(source, result, out _); // what is refused here may be let in by a rule
            failures.AddRange(Dciodvfy.Added(bytes, source, result).Select(error => $"{file}: {error}"));
            classes.Add(source.GetString(DicomTags.SopClassUid));
            compared++;
        }

        Assert.Empty(failures);
        Assert.InRange(compared, 350, int.MaxValue);
        Assert.Superset(
            new HashSet<string?>(new[] { "2.1", "2.2", "3.1", "4.1", "6.1", "12.1", "66.4", "128", "481.2" }.Select(kind => "1.2.840.10008.5.1.4.1.1." + kind)), classes);
    }

    private static DicomDataset Source(string name) =>
        Dump.Parse(File.ReadAllText(Path.Combine(Folder, "common.txt")) + "\n" + File.ReadAllText(Path.Combine(Folder, name + ".txt")));

    private static DicomDataset DeIdentify(DicomDataset source, DeIdentificationProfile profile) =>
        new DeIdentifier("a site key of at least 32 bytes, for tests"u8, profile).DeIdentify(source);

    private static void AssertNobody(DicomDataset result)
    {
        var text = Encoding.Latin1.GetString(DicomWriter.Write(result));
        Assert.All(new[] { "Doe", "Dr Who", "Nightingale", "Elsewhere", "77341", "4711", "1.2.826.0.1", "20240506", "19610203" },
            secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }
}
