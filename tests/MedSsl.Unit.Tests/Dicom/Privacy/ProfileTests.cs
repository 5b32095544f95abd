using System.Globalization;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>What becomes of attributes under the options of the profile.</summary>
public sealed class ProfileTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void Strict_removes_what_the_research_profile_keeps()
    {
        var source = Objects.Image();
        source.SetString(new DicomTag(0x0018, 0x0060), "DS", "120");
        source.SetString(new DicomTag(0x0018, 0x1000), "LO", "SN-0815");
        source.SetString(new DicomTag(0x0010, 0x1010), "AS", "067Y");
        source.SetString(new DicomTag(0x0010, 0x1030), "DS", "81.5");
        source.SetString(DicomTags.PatientSex, "CS", "F");
        source.SetString(DicomTags.StudyDescription, "LO", "CT ABDOMEN");

        var strict = DeIdentify(source, DeIdentificationProfile.Strict);
        Assert.False(strict.TryGet(new DicomTag(0x0018, 0x0060), out _));
        Assert.False(strict.TryGet(new DicomTag(0x0010, 0x1010), out _));
        Assert.Null(strict.GetString(DicomTags.PatientSex));
        Assert.Null(strict.GetString(DicomTags.StudyDate));
        Assert.Equal("REMOVED", strict.GetString(new DicomTag(0x0018, 0x1000)));
        Assert.Equal("REMOVED", strict.GetString(DicomTags.LongitudinalTemporalInformationModified));
        Assert.Equal(["113100"], Codes(strict));

        var research = DeIdentify(source, DeIdentificationProfile.Research);
        Assert.Equal("120", research.GetString(new DicomTag(0x0018, 0x0060)));
        Assert.Equal("SN-0815", research.GetString(new DicomTag(0x0018, 0x1000)));
        Assert.Equal("065Y", research.GetString(new DicomTag(0x0010, 0x1010)));
        Assert.Equal("81.5", research.GetString(new DicomTag(0x0010, 0x1030)));
        Assert.Equal("F", research.GetString(DicomTags.PatientSex));
        Assert.Equal("MODIFIED", research.GetString(DicomTags.LongitudinalTemporalInformationModified));
        Assert.False(research.TryGet(DicomTags.StudyDescription, out _));
        Assert.Equal(["113100", "113107", "113108", "113109"], Codes(research));
        Assert.Equal("YES", research.GetString(DicomTags.PatientIdentityRemoved));
        Assert.Contains("SITE KEY north-2", research.GetStrings(DicomTags.DeidentificationMethod));
    }

    [Fact]
    public void Two_studies_of_one_patient_stay_37_days_apart_and_no_date_is_true()
    {
        var (first, second) = (Objects.Image(), Objects.Image());
        second.SetString(DicomTags.StudyDate, "DA", "20240612");
        second.SetString(new DicomTag(0x0008, 0x002A), "DT", "20240612101112.5");
        second.SetString(DicomTags.StudyInstanceUid, "UI", "1.2.3.9");
        var (a, b) = (DeIdentify(first, DeIdentificationProfile.Research), DeIdentify(second, DeIdentificationProfile.Research));

        Assert.Equal(37, Day(b.GetString(DicomTags.StudyDate)!).DayNumber - Day(a.GetString(DicomTags.StudyDate)!).DayNumber);
        Assert.NotEqual("20240506", a.GetString(DicomTags.StudyDate));
        Assert.Equal(b.GetString(DicomTags.StudyDate) + "101112.5", b.GetString(new DicomTag(0x0008, 0x002A)));
        Assert.Equal(first.GetString(DicomTags.StudyTime), a.GetString(DicomTags.StudyTime));

        // A date that is none is treated by the Basic Profile, not passed on.
        second.SetString(DicomTags.StudyDate, "DA", "20240231");
        Assert.Null(DeIdentify(second, DeIdentificationProfile.Research).GetString(DicomTags.StudyDate));
        // The day that others use for no day, and that is our own dummy, is a day like any other.
        second.SetString(DicomTags.StudyDate, "DA", "19000101");
        Assert.NotNull(DeIdentify(second, DeIdentificationProfile.Research).GetString(DicomTags.StudyDate));
        var full = DeIdentify(first, new DeIdentificationProfile { Options = ProfileOptions.FullDates });
        Assert.Equal("20240506", full.GetString(DicomTags.StudyDate));
        Assert.Equal("UNMODIFIED", full.GetString(DicomTags.LongitudinalTemporalInformationModified));
    }

    [Fact]
    public void Another_key_gives_other_names_UIDs_and_days()
    {
        var source = Objects.Image();
        var a = new DeIdentifier(Key, DeIdentificationProfile.Research).DeIdentify(source);
        var b = new DeIdentifier(new byte[32], DeIdentificationProfile.Research).DeIdentify(source);

        foreach (var tag in new[] { DicomTags.PatientId, DicomTags.StudyInstanceUid, DicomTags.SeriesInstanceUid, DicomTags.SopInstanceUid, DicomTags.StudyDate })
        {
            Assert.NotEqual(a.GetString(tag), b.GetString(tag));
        }

        Assert.Equal(DicomWriter.Write(a), DicomWriter.Write(new DeIdentifier(Key, DeIdentificationProfile.Research).DeIdentify(source)));
        Assert.Equal(new DeIdentifier(Key).DeIdentify(source).GetString(DicomTags.PatientId), a.GetString(DicomTags.PatientId)); // a profile renames nobody
        Assert.InRange(new DeIdentifier(Key).DateShiftDays("P1"), -3650, -1);
        Assert.True(Enumerable.Range(0, 200).Select(i => new DeIdentifier(Key).DateShiftDays("P" + i)).Distinct().Count() > 150);
    }

    [Fact]
    public void Sequences_are_filtered_at_every_depth()
    {
        var inner = new DicomDataset();
        inner.SetString(new DicomTag(0x0008, 0x1150), "UI", SopClasses.ComputedTomography);
        inner.SetString(new DicomTag(0x0008, 0x1155), "UI", "1.2.3.4");
        inner.SetString(DicomTags.PatientName, "PN", "INNER^NAME");
        var source = Objects.Image();
        source.SetItems(new DicomTag(0x0008, 0x1140), [inner]);
        source.SetItems(new DicomTag(0x0088, 0x0200), [inner]); // icon
        source.SetItems(new DicomTag(0x0040, 0xA730), [inner]); // content
        source.SetItems(new DicomTag(0x0009, 0x1010), [inner]);
        var result = DeIdentify(source, DeIdentificationProfile.Research);

        var reference = Assert.Single(result.GetItems(new DicomTag(0x0008, 0x1140)));
        Assert.Equal(SopClasses.ComputedTomography, reference.GetString(new DicomTag(0x0008, 0x1150)));
        Assert.Equal(new DeIdentifier(Key).MapUid("1.2.3.4"), reference.GetString(new DicomTag(0x0008, 0x1155)));
        Assert.True(reference.TryGet(DicomTags.PatientName, out var name) && name.Value.IsEmpty);
        Assert.False(result.TryGet(new DicomTag(0x0088, 0x0200), out _));
        Assert.False(result.TryGet(new DicomTag(0x0009, 0x1010), out _));
    }

    [Theory]
    [InlineData("CT ABDOMEN 5mm", true)]
    [InlineData("follow-up of Doe", false)]
    [InlineData("seen 6.5.2024", false)]
    [InlineData("call 555-0199", false)]
    [InlineData("call (030) 12 34", false)]
    [InlineData("T1 3D 5mm 20 slices", true)]
    [InlineData("mail a@b", false)]
    [InlineData("MÜLLER", false)]
    [InlineData("for St Elsewhere", false)]
    [InlineData("General Hospital", true)]
    public void Clean_descriptors_stay_where_nothing_in_them_identifies(string description, bool stays)
    {
        var source = Objects.Image();
        source.SetString(DicomTags.SpecificCharacterSet, "CS", "ISO_IR 192");
        source.SetString(DicomTags.InstitutionName, "LO", "St Elsewhere General Hospital");
        source.SetString(DicomTags.StudyDescription, "LO", description);

        var result = DeIdentify(source, new DeIdentificationProfile { Options = ProfileOptions.Descriptors });
        Assert.Equal(stays ? description : null, result.GetString(DicomTags.StudyDescription));
    }

    [Fact]
    public void Safe_private_numbers_stay_by_option_and_only_under_their_creator()
    {
        var source = Objects.Image();
        source.SetString(new DicomTag(0x0043, 0x0010), "LO", "GEMS_PARM_01");
        source.SetString(new DicomTag(0x0043, 0x1039), "IS", "1000", "8", "0", "0");
        source.SetString(new DicomTag(0x0043, 0x1040), "LO", "DOE");
        source.SetString(new DicomTag(0x0019, 0x0010), "LO", "SOMEBODY ELSE");
        source.SetString(new DicomTag(0x0019, 0x100C), "IS", "1000");

        Assert.DoesNotContain(DeIdentify(source, DeIdentificationProfile.Research).Elements, element => element.Tag.IsPrivate);
        var result = DeIdentify(source, new DeIdentificationProfile { Options = ProfileOptions.SafePrivate });
        Assert.Equal(["(0043,0010)", "(0043,1039)"], result.Elements.Where(element => element.Tag.IsPrivate).Select(element => element.Tag.ToString()));
        Assert.Equal([1000, 8, 0, 0], result.GetDoubles(new DicomTag(0x0043, 0x1039)));

        source.SetString(new DicomTag(0x0043, 0x1039), "IS", "DOE");
        Assert.DoesNotContain(DeIdentify(source, new DeIdentificationProfile { Options = ProfileOptions.SafePrivate }).Elements, element => element.Tag.IsPrivate);
    }

    [Fact]
    public void Institution_and_UIDs_stay_by_option()
    {
        var source = Objects.Image();
        var concatenation = new DicomTag(0x0020, 0x0242); // not a row of the table, and a UID
        source.SetString(concatenation, "UI", "1.2.826.0.1.77");
        Assert.Equal(new DeIdentifier(Key).MapUid("1.2.826.0.1.77"), DeIdentify(source, DeIdentificationProfile.Research).GetString(concatenation));
        var result = DeIdentify(source, new DeIdentificationProfile { Options = ProfileOptions.Institution | ProfileOptions.Uids, AcquisitionParameters = true });
        Assert.Equal("1.2.826.0.1.77", result.GetString(concatenation));
        Assert.Equal("St Elsewhere", result.GetString(DicomTags.InstitutionName));
        Assert.Equal(source.GetString(DicomTags.StudyInstanceUid), result.GetString(DicomTags.StudyInstanceUid));
        Assert.Equal(["113100", "113110", "113112"], Codes(result));
    }

    [Fact]
    public void Class_of_the_device_stays_unless_it_is_a_UID_or_a_day_of_the_patient()
    {
        var deviceClass = new DicomTag(0x0018, 0x100B);
        var source = Objects.Image();
        foreach (var (uid, stays) in new[] { ("1.2.3.4.5", true), (source.GetString(DicomTags.StudyInstanceUid)!, false), ("19610203", false), ("1.2.19610203.1", false) })
        {
            source.SetString(deviceClass, "UI", uid);
            Assert.Equal(stays ? uid : new DeIdentifier(Key).MapUid(uid), DeIdentify(source, DeIdentificationProfile.Research).GetString(deviceClass));
        }
    }

    [Fact]
    public void Kept_values_that_name_the_patient_fall_back()
    {
        var source = Objects.Image();
        source.SetString(new DicomTag(0x0008, 0x1010), "SH", "DOE-CT");
        source.SetString(new DicomTag(0x0018, 0x1210), "SH", "B30f");
        source.SetString(DicomTags.Manufacturer, "LO", "Jane Doe Imaging");
        source.SetString(new DicomTag(0x0010, 0x21C0), "US", "");
        source.SetBytes(new DicomTag(0x0010, 0x21C0), "US", new byte[] { 4, 0 });
        source.SetString(DicomTags.PatientSex, "CS", "DOE");
        source.SetString(DicomTags.PatientName, "PN", "Doe^Jane");
        var result = DeIdentify(source, DeIdentificationProfile.Research);

        Assert.Equal("REMOVED", DeIdentify(source, DeIdentificationProfile.Strict).GetString(new DicomTag(0x0008, 0x1010)));
        Assert.Equal("B30f", result.GetString(new DicomTag(0x0018, 0x1210)));
        Assert.True(result.TryGet(DicomTags.Manufacturer, out var maker) && maker.Value.IsEmpty); // of type 2: there, and empty
        Assert.Equal(4, result.GetInt32(new DicomTag(0x0010, 0x21C0)));
        Assert.Null(result.GetString(DicomTags.PatientSex));
    }

    [Fact]
    public void Profile_that_contradicts_itself_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new DeIdentifier(Key, new DeIdentificationProfile { Options = ProfileOptions.FullDates | ProfileOptions.ModifiedDates }));
        Assert.Throws<ArgumentException>(() => new DeIdentifier(Key, new DeIdentificationProfile { AgeBandYears = 0 }));
    }

    private static DicomDataset DeIdentify(DicomDataset source, DeIdentificationProfile profile)
    {
        Assert.True(new DeIdentifier(Key, profile, "north-2").TryDeIdentify(source, out var result, out var error), error?.Message);
        return Files.Parse(DicomWriter.Write(result));
    }

    private static IEnumerable<string?> Codes(DicomDataset result) =>
        result.GetItems(new DicomTag(0x0012, 0x0064)).Select(item => item.GetString(new DicomTag(0x0008, 0x0100)));

    private static DateOnly Day(string value) => DateOnly.ParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture);
}
