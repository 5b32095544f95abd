using System.Numerics;
using System.Text;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class DeIdentifierTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly DeIdentifier _deIdentifier = new(Key);

    /// <summary>Everything that must not come out, with the value that stands for it.</summary>
    private static readonly string[] Secrets =
    [
        "DOE-SECRET", "Jane-Given", "PID-77341", "ISSUER-9", "19610203", "20240506", "123456.789", "ACC-4711", "St Elsewhere", "Dr Who", "free text",
        "1.2.826.0.1.11.1", "1.2.826.0.1.11.2", "1.2.826.0.1.11.3", "1.2.826.0.1.11.4", "PRIVATE-VALUE", "NESTED-NAME",
    ];

    private static DicomDataset Source()
    {
        var nested = new DicomDataset();
        nested.SetString(DicomTags.PatientName, "PN", "NESTED-NAME");
        nested.SetString(DicomTags.WindowCenter, "DS", "40");
        nested.SetString(new DicomTag(0x0028, 0x1055), "LO", "free text");
        var source = Files.Image(1, 2, 16, 12, 11, false, "MONOCHROME2", [1, 0, 2, 0]);
        source.SetString(DicomTags.SpecificCharacterSet, "CS", "ISO_IR 192");
        source.SetString(DicomTags.ImageType, "CS", "ORIGINAL", "PRIMARY");
        source.SetString(DicomTags.SopClassUid, "UI", SopClasses.ComputedTomography);
        source.SetString(DicomTags.SopInstanceUid, "UI", "1.2.826.0.1.11.1");
        source.SetString(DicomTags.StudyInstanceUid, "UI", "1.2.826.0.1.11.2");
        source.SetString(DicomTags.SeriesInstanceUid, "UI", "1.2.826.0.1.11.3");
        source.SetString(DicomTags.FrameOfReferenceUid, "UI", "1.2.826.0.1.11.4");
        source.SetString(DicomTags.PatientName, "PN", "DOE-SECRET^Jane-Given");
        source.SetString(DicomTags.PatientId, "LO", "PID-77341");
        source.SetString(DicomTags.IssuerOfPatientId, "LO", "ISSUER-9");
        source.SetString(DicomTags.PatientBirthDate, "DA", "19610203");
        source.SetString(DicomTags.StudyDate, "DA", "20240506");
        source.SetString(DicomTags.SeriesDate, "DA", "20240506");
        source.SetString(DicomTags.StudyTime, "TM", "123456.789");
        source.SetString(DicomTags.AccessionNumber, "SH", "ACC-4711");
        source.SetString(DicomTags.InstitutionName, "LO", "St Elsewhere");
        source.SetString(DicomTags.ReferringPhysicianName, "PN", "Dr Who");
        source.SetString(DicomTags.StudyDescription, "LO", "free text");
        source.SetString(DicomTags.SeriesDescription, "LO", "free text");
        source.SetString(new DicomTag(0x0009, 0x0010), "LO", "PRIVATE-VALUE");
        source.SetString(new DicomTag(0x0009, 0x1001), "UN", "PRIVATE-VALUE");
        source.SetString(new DicomTag(0x6000, 0x4000), "LT", "free text");
        source.SetItems(DicomTags.FrameVoiLutSequence, [nested]);
        source.SetItems(new DicomTag(0x0008, 0x1140), [nested]);
        source.SetString(DicomTags.Modality, "CS", "CT");
        source.SetString(DicomTags.Manufacturer, "LO", "ACME Imaging");
        source.SetString(DicomTags.BodyPartExamined, "CS", "Chest");
        source.SetString(DicomTags.PixelSpacing, "DS", "0.5", "0.5");
        source.SetString(DicomTags.ImagePositionPatient, "DS", "1", "-2", "3.5");
        source.SetString(DicomTags.RescaleSlope, "DS", "1");
        source.SetString(DicomTags.RescaleIntercept, "DS", "-1024");
        return source;
    }

    [Fact]
    public void TryDeIdentify_no_secret_is_anywhere_in_the_written_bytes()
    {
        var source = Source();
        var before = Encoding.Latin1.GetString(DicomWriter.Write(source));
        Assert.All(Secrets, secret => Assert.Contains(secret, before, StringComparison.Ordinal)); // or the test would prove nothing

        Assert.True(_deIdentifier.TryDeIdentify(source, out var result, out _));
        var after = Encoding.Latin1.GetString(DicomWriter.Write(result));
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, after, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void TryDeIdentify_keeps_what_the_pixels_need()
    {
        var result = Files.Parse(DicomWriter.Write(_deIdentifier.DeIdentify(Source())));

        Assert.Equal([1f, 2], Files.Decode(result).Values);
        Assert.Equal("CT", result.GetString(DicomTags.Modality));
        Assert.Equal("ACME Imaging", result.GetString(DicomTags.Manufacturer));
        Assert.Equal("CHEST", result.GetString(DicomTags.BodyPartExamined));
        Assert.Equal(["ORIGINAL", "PRIMARY"], result.GetStrings(DicomTags.ImageType));
        Assert.Equal([0.5, 0.5], result.GetDoubles(DicomTags.PixelSpacing));
        Assert.Equal([1, -2, 3.5], result.GetDoubles(DicomTags.ImagePositionPatient));
        Assert.Equal(-1024, result.GetDouble(DicomTags.RescaleIntercept));
        Assert.Equal(40, Assert.Single(result.GetItems(DicomTags.FrameVoiLutSequence)).GetDouble(DicomTags.WindowCenter));
        Assert.Equal(SopClasses.ComputedTomography, result.GetString(DicomTags.SopClassUid));
        Assert.Equal("YES", result.GetString(DicomTags.PatientIdentityRemoved));
        Assert.NotNull(result.GetString(DicomTags.DeidentificationMethod));
        Assert.True(result.TryGet(DicomTags.PatientBirthDate, out var birth) && birth.Value.IsEmpty);
        Assert.Equal(_deIdentifier.MapUid("1.2.826.0.1.11.2"), result.GetString(DicomTags.StudyInstanceUid));
        Assert.Equal(_deIdentifier.PatientPseudonym("PID-77341", "ISSUER-9"), result.GetString(DicomTags.PatientId));
    }

    [Fact]
    public void TryDeIdentify_does_not_change_the_source_and_repeats_itself()
    {
        var source = Source();
        var before = DicomWriter.Write(source);

        Assert.Equal(DicomWriter.Write(_deIdentifier.DeIdentify(source)), DicomWriter.Write(_deIdentifier.DeIdentify(source)));
        Assert.Equal(before, DicomWriter.Write(source));
    }

    [Theory]
    [InlineData("DOE-SECRET")]
    [InlineData("doe-secret imaging")]
    [InlineData("PID-77341")]
    [InlineData("made 19610203")]
    [InlineData("Jürgen")]
    public void TryDeIdentify_manufacturer_that_names_the_patient_or_is_odd_is_dropped(string manufacturer)
    {
        var source = Source();
        source.SetString(DicomTags.Manufacturer, "LO", manufacturer);

        Assert.Null(_deIdentifier.DeIdentify(source).GetString(DicomTags.Manufacturer));
    }

    [Fact]
    public void TryDeIdentify_values_that_break_their_rule_are_dropped()
    {
        var source = Source();
        source.SetString(DicomTags.PixelSpacing, "DS", "0.5", "DOE");
        source.SetString(DicomTags.BodyPartExamined, "CS", "HEAD OF MRS. DOE");
        source.SetString(DicomTags.ViewPosition, "CS", "AP^X");
        source.SetString(DicomTags.PatientId, "LO", "12345678");
        source.SetString(DicomTags.InstanceNumber, "IS", "12345678");
        source.SetString(DicomTags.RegionFlags, "LT", "DOE");
        source.SetString(DicomTags.ModalityLutSequence, "LT", "DOE-SECRET");

        var result = _deIdentifier.DeIdentify(source);

        foreach (var tag in new[] { DicomTags.PixelSpacing, DicomTags.BodyPartExamined, DicomTags.ViewPosition, DicomTags.RegionFlags, DicomTags.ModalityLutSequence, DicomTags.InstanceNumber })
        {
            Assert.False(result.TryGet(tag, out _), tag.ToString());
        }
    }

    [Fact]
    public void TryDeIdentify_bytes_behind_the_last_frame_are_cut_off()
    {
        var source = Source();
        source.SetBytes(DicomTags.PixelData, "OW", Encoding.ASCII.GetBytes("1234DOE-SECRET"));

        Assert.True(_deIdentifier.DeIdentify(source).TryGet(DicomTags.PixelData, out var pixels));
        Assert.Equal("1234"u8.ToArray(), pixels.Value.ToArray());
    }

    [Fact]
    public void TryDeIdentify_patient_names_in_file_meta_do_not_come_through()
    {
        var meta = new RawDicom().Text(DicomTags.TransferSyntaxUid, "UI", "1.2.840.10008.1.2.1\0").Text(new DicomTag(2, 0x0016), "AE", "DOE-SECRET").ToBytes();
        var body = DicomWriter.Write(Source());
        var start = 144 + (body[140] | (body[141] << 8));
        byte[] file = [.. new byte[128], .. "DICM"u8, .. meta, .. body[start..]];

        Assert.DoesNotContain("DOE-SECRET", Encoding.Latin1.GetString(DicomWriter.Write(_deIdentifier.DeIdentify(Files.Parse(file)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0008, 0x0016)]
    [InlineData(0x0008, 0x0018)]
    [InlineData(0x0020, 0x000D)]
    [InlineData(0x0020, 0x000E)]
    public void TryDeIdentify_without_a_UID_is_refused_by_tag(int group, int element)
    {
        var tag = new DicomTag((ushort)group, (ushort)element);
        var source = Source();
        source.SetString(tag, "UI", "");

        Assert.False(_deIdentifier.TryDeIdentify(source, out _, out var error));
        Assert.Equal(DicomErrorCode.MissingAttribute, error.Code);
        Assert.Contains(tag.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _deIdentifier.DeIdentify(source));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.840.10008.1.2.4.90")]
    public void TryDeIdentify_pixels_that_contradict_the_syntax_are_refused(string syntax)
    {
        var source = Source();
        source.TransferSyntaxUid = syntax;

        Assert.False(_deIdentifier.TryDeIdentify(source, out _, out var error));
        Assert.Equal(DicomErrorCode.Malformed, error.Code);
    }

    [Fact]
    public void TryDeIdentify_patients_without_ID_are_not_merged()
    {
        var first = Source();
        var second = Source();
        first.Remove(DicomTags.PatientId);
        second.SetString(DicomTags.PatientId, "LO", " ");
        second.SetString(DicomTags.StudyInstanceUid, "UI", "1.2.9");

        var a = _deIdentifier.DeIdentify(first).GetString(DicomTags.PatientId);
        var b = _deIdentifier.DeIdentify(second).GetString(DicomTags.PatientId);
        Assert.NotEqual(a, b);
        Assert.Equal(a, _deIdentifier.DeIdentify(first).GetString(DicomTags.PatientId));
    }

    [Fact]
    public void PatientPseudonym_depends_on_ID_issuer_and_key_and_on_nothing_else()
    {
        var pseudonym = _deIdentifier.PatientPseudonym("A", "B");

        Assert.Matches("^P[0-9a-f]{32}$", pseudonym);
        Assert.Equal(pseudonym, new DeIdentifier(Key).PatientPseudonym(" A ", "B", "1.2.3"));
        Assert.NotEqual(pseudonym, _deIdentifier.PatientPseudonym("A", null));
        Assert.NotEqual(pseudonym, _deIdentifier.PatientPseudonym("B", "A"));
        Assert.NotEqual(_deIdentifier.PatientPseudonym("A:1", ""), _deIdentifier.PatientPseudonym("1", "A"));
        Assert.NotEqual(pseudonym, new DeIdentifier(new byte[32]).PatientPseudonym("A", "B"));
        Assert.Throws<ArgumentException>(() => _deIdentifier.PatientPseudonym(null, "B"));
    }

    [Fact]
    public void MapUid_is_a_valid_UID_of_128_bits_and_keeps_the_standards_own()
    {
        var mapped = Enumerable.Range(0, 1000).Select(i => _deIdentifier.MapUid("1.2.3." + i)).ToList();

        Assert.Equal(1000, mapped.Distinct().Count());
        Assert.All(mapped, uid =>
        {
            Assert.Matches("^2\\.25\\.(0|[1-9][0-9]{0,38})$", uid);
            Assert.True(BigInteger.Parse(uid[5..], System.Globalization.CultureInfo.InvariantCulture) < BigInteger.One << 128);
        });
        Assert.Equal(mapped[0], _deIdentifier.MapUid("1.2.3.0\0"));
        Assert.Equal("1.2.840.10008.1.4.1.1", _deIdentifier.MapUid("1.2.840.10008.1.4.1.1"));
        Assert.StartsWith("2.25.", _deIdentifier.MapUid("1.2.840.10008.DOE"), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_short_key_is_refused() => Assert.Throws<ArgumentException>(() => new DeIdentifier(new byte[31]));
}
