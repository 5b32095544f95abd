using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Privacy.Profile;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

/// <summary>The real files of the development set, against pydicom (golden digests), against each other, and for leaks.</summary>
public sealed class DevelopmentFilesTests
{
    /// <summary>
    /// Files that are refused, and why; every other one must parse. All are broken on purpose: truncated, lengths that lie, byte order that
    /// changes half way.
    /// </summary>
    private static readonly Dictionary<string, DicomErrorCode> Refused = new(StringComparer.Ordinal)
    {
        ["fo-dicom/GH179A.dcm"] = DicomErrorCode.Malformed,
        ["fo-dicom/GH179B.dcm"] = DicomErrorCode.Malformed,
        ["fo-dicom/GH364.dcm"] = DicomErrorCode.Malformed,
        ["fo-dicom/GH626.dcm"] = DicomErrorCode.Malformed, // a private sequence says 256 bytes and has 260
        ["pydicom/MR_truncated.dcm"] = DicomErrorCode.Malformed,
        ["pydicom/dicomdirtests/DICOMDIR-nooffset"] = DicomErrorCode.Malformed,
        ["pydicom/no_meta.dcm"] = DicomErrorCode.NotDicom,
        ["pydicom/rtplan_truncated.dcm"] = DicomErrorCode.Malformed,
        ["wg04/CT1/GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm"] = DicomErrorCode.Malformed,
    };

    private static string Folder => Repository.DevelopmentData("dicom");

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file)).Where(name => !name.StartsWith("fuzz", StringComparison.Ordinal));

    [Fact]
    public void TryParse_all_files_but_the_broken_ones_parse()
    {
        var refused = new Dictionary<string, DicomErrorCode>(StringComparer.Ordinal);
        var parsed = 0;
        foreach (var name in Names)
        {
            if (DicomFile.TryParse(Read(name), new DicomLimits(), out _, out var error))
            {
                parsed++;
            }
            else
            {
                refused[name] = error.Code;
            }
        }

        Assert.Equal(Refused.OrderBy(pair => pair.Key, StringComparer.Ordinal), refused.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(437, parsed);
    }

    [Fact]
    public void TryDecode_native_and_RLE_files_equal_pydicom()
    {
        var golden = File.ReadLines(Path.Combine(Repository.Root, "tests", "golden", "dicom", "pixels.csv")).Skip(1).Select(line => line.Split(','));
        var folder = Folder;
        var compared = 0;
        foreach (var line in golden)
        {
            Assert.True(File.Exists(Path.Combine(folder, line[0])), line[0]);
            Assert.True(line[1] == Digest(line[0]), line[0]);
            compared++;
        }

        Assert.Equal(217, compared);
    }

    [Theory]
    [InlineData("wg04/CT1/CT1_UNC.dcm", "wg04/CT1/CT1_RLE.dcm")]
    [InlineData("wg04/CT1/CT1_UNC.dcm", "wg04/CT1/D_CLUNIE_CT1_RLE_FRAGS.dcm")]
    [InlineData("wg04/MR1/MR1_UNC.dcm", "wg04/MR1/MR1_RLE.dcm")]
    [InlineData("wg04/MR2/MR2_UNCR.dcm", "wg04/MR2/MR2_RLE.dcm")]
    [InlineData("wg04/NM1/NM1_UNC.dcm", "wg04/NM1/NM1_RLE.dcm")]
    [InlineData("wg04/US1/US1_UNCR.dcm", "wg04/US1/US1_RLE.dcm")]
    [InlineData("wg04/VL1/VL1_UNC.dcm", "wg04/VL1/VL1_RLE.dcm")]
    [InlineData("pydicom-data/liver.dcm", "pydicom-data/liver_rle.dcm")]
    [InlineData("pydicom-data/liver_nonbyte_aligned.dcm", "pydicom-data/liver_nonbyte_aligned_rle.dcm")]
    [InlineData("pydicom-data/OBXXXX1A.dcm", "pydicom-data/OBXXXX1A_expb.dcm")]
    [InlineData("pydicom-data/OBXXXX1A_2frame.dcm", "pydicom-data/OBXXXX1A_expb_2frame.dcm")]
    [InlineData("pydicom/SC_rgb_small_odd.dcm", "pydicom/SC_rgb_small_odd_big_endian.dcm")]
    public void TryDecode_one_image_in_two_syntaxes_gives_the_same_pixels(string first, string second)
    {
        Assert.NotNull(Digest(first));
        Assert.Equal(Digest(first), Digest(second));
    }

    [Fact]
    public void Write_what_was_parsed_is_parsed_again_with_the_same_elements_and_pixels()
    {
        var written = 0;
        foreach (var name in Names)
        {
            if (!DicomFile.TryParse(Read(name), new DicomLimits(), out var dataset, out _) || !DicomWriter.PixelsMatchTransferSyntax(dataset))
            {
                continue;
            }

            var again = Files.Parse(DicomWriter.Write(dataset));
            Assert.True(Count(dataset) == Count(again), name);
            Assert.True(Files.Digest(dataset) == Files.Digest(again), name);
            written++;
        }

        Assert.InRange(written, 400, int.MaxValue);
    }

    [Fact]
    public void TryDeIdentify_real_files_leak_no_identifier()
    {
        var deIdentifier = new DeIdentifier("a site key of at least 32 bytes, for tests"u8);
        var checkedFiles = 0;

        // What every result contains, whatever the source (the dummy day too): a patient who is called so leaks nothing.
        var constant = DummyValues.Date + Encoding.Latin1.GetString(DicomWriter.Write(deIdentifier.DeIdentify(Files.Parse(SecondaryCapture.Write(new SecondaryCaptureImage
        {
            PatientId = "A", StudyUid = "1.1", SeriesUid = "1.2", SopInstanceUid = "1.3", Modality = "OT", Rows = 1, Columns = 2, PixelData = new byte[2],
        })))));
        foreach (var name in Names)
        {
            if (!DicomFile.TryParse(Read(name), new DicomLimits(), out var dataset, out _) || !deIdentifier.TryDeIdentify(dataset, out var result, out _))
            {
                continue;
            }

            // Pixels are kept as they are and may hold any bytes by chance.
            result.Remove(DicomTags.PixelData);
            var text = Encoding.Latin1.GetString(DicomWriter.Write(result));
            foreach (var secret in Identifiers(dataset).Where(value => value.Length >= 6 && !constant.Contains(value, StringComparison.OrdinalIgnoreCase)))
            {
                Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), name);
            }

            checkedFiles++;
        }

        Assert.InRange(checkedFiles, 380, int.MaxValue);
    }

    /// <summary>Every UID that is not the standard's own, every name, date and identifier, at any depth.</summary>
    private static IEnumerable<string> Identifiers(DicomDataset dataset) => dataset.Elements.SelectMany(element =>
        element.Items is not null ? element.Items.SelectMany(Identifiers)
        : element.Vr == "UI" ? dataset.GetStrings(element.Tag).Where(uid => !uid.StartsWith("1.2.840.10008.", StringComparison.Ordinal))
        : element.Vr is "PN" or "DA" or "DT" || element.Tag == DicomTags.PatientId || element.Tag == DicomTags.AccessionNumber
            || element.Tag == DicomTags.InstitutionName
            ? dataset.GetStrings(element.Tag)
        : []);

    private static int Count(DicomDataset dataset) =>
        dataset.Elements.Where(element => element.Tag.Element != 0).Sum(element => 1 + (element.Items?.Sum(Count) ?? 0));

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    private static string? Digest(string name) => Files.Digest(Files.Parse(Read(name)));
}
