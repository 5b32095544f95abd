using System.Security.Cryptography;
using MedSsl.Dicom;
using MedSsl.Dicom.Privacy.Profile;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

public sealed class ConfidentialityTableTests
{
    /// <summary>Counts of the edition named in the resource: a lost line or column shows.</summary>
    [Fact]
    public void Rows_are_all_rows_of_the_edition()
    {
        Assert.Equal(621, ConfidentialityTable.Rows.Count);
        Assert.Equal(621, ConfidentialityTable.Rows.Select(row => row.Pattern).Distinct().Count());
        Assert.Equal(
            [("D", 92), ("U", 54), ("X", 384), ("X/D", 22), ("X/Z", 11), ("X/Z/D", 8), ("X/Z/U*", 2), ("Z", 42), ("Z/D", 6)],
            ConfidentialityTable.Rows.GroupBy(row => row.BasicProfile).Select(group => (group.Key, group.Count())).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(
            [
                (ProfileOptions.ModifiedDates, 165), (ProfileOptions.FullDates, 165), (ProfileOptions.Device, 57), (ProfileOptions.PatientCharacteristics, 13),
                (ProfileOptions.Descriptors, 125), (ProfileOptions.SafePrivate, 1), (ProfileOptions.Institution, 10), (ProfileOptions.Uids, 59),
            ],
            ConfidentialityTable.Rows.SelectMany(row => row.OptionActions).GroupBy(pair => pair.Option).Select(group => (group.Key, group.Count())).OrderBy(pair => pair.Key));
        Assert.All(ConfidentialityTable.Rows, row => Assert.Matches("^[A-Z]{2}$", row.Vr));
    }

    /// <summary>
    /// What was compared, attribute by attribute and column by column, with two extracts of the page of the standard (docs/de-identification.md): who changes a
    /// row compares it anew.
    /// </summary>
    [Fact]
    public void Resource_is_what_was_compared_with_the_standard()
    {
        using var stream = typeof(ConfidentialityTable).Assembly.GetManifestResourceStream("ConfidentialityTable.tsv")!;
        Assert.Equal("73cf99c51cfae7e0f5313c20075a41f06259d7c9e907219bd54b72b466cc26b5", Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>A cell that slipped into another column would break the pattern; the exceptions are those of the standard.</summary>
    [Fact]
    public void Rows_are_consistent()
    {
        Assert.Equal(ConfidentialityTable.Rows.Select(row => row.Pattern).Order(StringComparer.Ordinal), ConfidentialityTable.Rows.Select(row => row.Pattern));
        Assert.Equal(
            ["Patient's Birth Date", "Patient's Birth Time", "GPS Time Stamp"],
            ConfidentialityTable.Rows.Where(row => row.IsTemporal && !(Has(row, ProfileOptions.FullDates, ConfidentialityAction.Keep) && Has(row, ProfileOptions.ModifiedDates, ConfidentialityAction.Clean))).Select(row => row.Name));
        Assert.Equal(
            ["Timezone Offset From UTC", "Frame Origin Timestamp", "Certified Timestamp"],
            ConfidentialityTable.Rows.Where(row => !row.IsTemporal && row.OptionActions.Any(pair => pair.Option is ProfileOptions.FullDates or ProfileOptions.ModifiedDates)).Select(row => row.Name));
        Assert.Equal(
            ["Affected SOP Instance UID", "UID", "Annotation Group UID", "Digital Signature UID"],
            ConfidentialityTable.Rows.Where(row => row.Vr == "UI" && !(row.BasicProfile == "U" && Has(row, ProfileOptions.Uids, ConfidentialityAction.Keep))).Select(row => row.Name));
        Assert.Equal(
            ["Referenced Image Sequence", "Source Image Sequence"],
            ConfidentialityTable.Rows.Where(row => row.Vr != "UI" && row.BasicProfile.Contains('U', StringComparison.Ordinal)).Select(row => row.Name));
    }

    [Theory]
    [InlineData(0x00100010, "Patient's Name", "PN", "Z", "")]
    [InlineData(0x00100020, "Patient ID", "LO", "Z/D", "")]
    [InlineData(0x00100030, "Patient's Birth Date", "DA", "Z", "")]
    [InlineData(0x00100040, "Patient's Sex", "CS", "Z", "PatientCharacteristics Keep")]
    [InlineData(0x00101010, "Patient's Age", "AS", "X", "PatientCharacteristics Keep")]
    [InlineData(0x00080020, "Study Date", "DA", "Z", "FullDates Keep, ModifiedDates Clean")]
    [InlineData(0x0008002A, "Acquisition DateTime", "DT", "X/Z/D", "FullDates Keep, ModifiedDates Clean")]
    [InlineData(0x00080050, "Accession Number", "SH", "Z", "")]
    [InlineData(0x00080080, "Institution Name", "LO", "X/Z/D", "Institution Keep")]
    [InlineData(0x00081010, "Station Name", "SH", "X/Z/D", "Device Keep")]
    [InlineData(0x0008103E, "Series Description", "LO", "X", "Descriptors Clean")]
    [InlineData(0x00081140, "Referenced Image Sequence", "SQ", "X/Z/U*", "Uids Keep")]
    [InlineData(0x0020000D, "Study Instance UID", "UI", "U", "Uids Keep")]
    [InlineData(0x00880200, "Icon Image Sequence", "SQ", "X", "")]
    [InlineData(0x0040A730, "Content Sequence", "SQ", "D", "")]
    [InlineData(0x60023000, "Overlay Data", "OB", "X", "")]
    [InlineData(0x60FE4000, "Overlay Comments", "LT", "X", "")]
    [InlineData(0x50021234, "Curve Data", "UN", "X", "")]
    [InlineData(0x00091001, "Private Attributes", "UN", "X", "SafePrivate Clean")]
    public void Find_known_rows(uint tag, string name, string vr, string basic, string options)
    {
        var row = ConfidentialityTable.Find(Tag(tag));
        Assert.NotNull(row);
        Assert.Equal((name, vr, basic), (row.Name, row.Vr, row.BasicProfile));
        Assert.Equal(options, string.Join(", ", row.OptionActions.Select(pair => $"{pair.Option} {pair.Action}")));
    }

    [Theory]
    [InlineData(0x00280010)] // Rows
    [InlineData(0x60020010)] // overlay rows
    [InlineData(0x7FE00010)]
    public void Find_attribute_that_the_table_does_not_name(uint tag) => Assert.Null(ConfidentialityTable.Find(Tag(tag)));

    [Theory]
    [InlineData("X", ConfidentialityAction.Remove)]
    [InlineData("Z", ConfidentialityAction.Empty)]
    [InlineData("D", ConfidentialityAction.Dummy)]
    [InlineData("U", ConfidentialityAction.MapUid)]
    [InlineData("X/Z", ConfidentialityAction.Empty)]
    [InlineData("X/D", ConfidentialityAction.Dummy)]
    [InlineData("Z/D", ConfidentialityAction.Dummy)]
    [InlineData("X/Z/D", ConfidentialityAction.Dummy)]
    [InlineData("X/Z/U*", ConfidentialityAction.MapUid)]
    public void Under_no_option_a_compound_is_its_last_action(string basic, object expected) =>
        Assert.Equal(expected, new ConfidentialityRow("00080000", "LO", "", basic, []).Under(ProfileOptions.None));

    [Fact]
    public void Under_two_options_the_careful_one_counts_and_devices_keep_no_dates()
    {
        var calibration = ConfidentialityTable.Find(new DicomTag(0x0018, 0x1200))!;
        Assert.Equal(ConfidentialityAction.Remove, calibration.Under(ProfileOptions.Device));
        Assert.Equal(ConfidentialityAction.Clean, calibration.Under(ProfileOptions.Device | ProfileOptions.ModifiedDates));
        Assert.Equal(ConfidentialityAction.Keep, calibration.Under(ProfileOptions.FullDates));
        var serial = ConfidentialityTable.Find(new DicomTag(0x0018, 0x1000))!;
        Assert.Equal(ConfidentialityAction.Keep, serial.Under(ProfileOptions.Device));
    }

    [Theory]
    [InlineData(0x00081110, ConfidentialityAction.Remove)] // Referenced Study Sequence, which has an item wherever it is
    [InlineData(0x00400555, ConfidentialityAction.Empty)] // Acquisition Context Sequence, which may be empty and must be there
    public void Under_no_option_sequences_of_X_or_Z_are_as_their_objects_ask(uint tag, object expected) =>
        Assert.Equal(expected, ConfidentialityTable.Find(Tag(tag))!.Under(ProfileOptions.None));

    [Fact]
    public void Parse_other_letters_are_refused() => Assert.Throws<ArgumentException>(() => ConfidentialityTable.Parse("Q"));

    private static bool Has(ConfidentialityRow row, ProfileOptions option, ConfidentialityAction action) => row.OptionActions.Contains((option, action));

    private static DicomTag Tag(uint number) => new((ushort)(number >> 16), (ushort)number);
}
