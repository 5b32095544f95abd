using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Privacy;
using MedSsl.Dicom.Privacy.Profile;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>The check by itself, given results that no filter made: it must not rely on what the filter would have done.</summary>
public sealed class LeakCheckTests
{
    private static readonly DateShift Shift = new(-100);

    [Theory]
    [InlineData("Do")] // shorter than a word that counts
    [InlineData("ACME Imaging")]
    [InlineData("REMOVED")]
    [InlineData("CHEST")]
    [InlineData("1.2.840.10008.1.2")]
    public void Find_harmless_texts_pass(string value) => Assert.Null(Find(result => result.SetString(DicomTags.Manufacturer, "LO", value)));

    [Theory]
    [InlineData("jane")]
    [InlineData("DOE")]
    [InlineData("Made by JANE.")]
    [InlineData("DOEJANE-01")]
    [InlineData("pid 77341")]
    [InlineData("PID77341")]
    [InlineData("x/acc-4711")]
    [InlineData("1961-02-03")]
    [InlineData("on 03.02.1961")]
    [InlineData("02/03/1961")]
    [InlineData("STELSEWHERE")]
    [InlineData("the Elsewhere clinic")]
    [InlineData("1.2.826.0.1.11.2")]
    [InlineData("555-0199-22")]
    [InlineData("Mueller-Luedenscheidt")]
    public void Find_an_identity_in_any_text_is_found(string value)
    {
        Assert.Equal(DicomTags.Manufacturer, Find(result => result.SetString(DicomTags.Manufacturer, "LO", value)));
        Assert.Equal(new DicomTag(0x0009, 0x1001), Find(result => result.SetString(new DicomTag(0x0009, 0x1001), "UT", value)));
        Assert.Equal(new DicomTag(0x0009, 0x1002), Find(result => result.SetItems(new DicomTag(0x0040, 0xA730), [Item(item => item.SetString(new DicomTag(0x0009, 0x1002), "UN", value))])));
    }

    [Fact]
    public void Find_identities_in_numbers_dates_UIDs_and_bytes()
    {
        Assert.Equal(DicomTags.InstanceNumber, Find(result => result.SetString(DicomTags.InstanceNumber, "IS", "20240506")));
        Assert.Equal(DicomTags.RegionFlags, Find(result => result.SetBytes(DicomTags.RegionFlags, "UL", BitConverter.GetBytes(19610203))));
        Assert.Equal(DicomTags.FrameOfReferenceUid, Find(result => result.SetString(DicomTags.FrameOfReferenceUid, "UI", "1.2.826.0.1.11.3")));
        Assert.Equal(DicomTags.RedPaletteData, Find(result => result.SetBytes(DicomTags.RedPaletteData, "OW", Encoding.ASCII.GetBytes("....PID-77341..."))));
        Assert.Equal(DicomTags.StudyDate, Find(result => result.SetString(DicomTags.StudyDate, "DA", "20240506")));
        Assert.Null(Find(result => result.SetString(DicomTags.StudyDate, "DA", "20240127"))); // 100 days before
        Assert.Null(Find(result => result.SetString(DicomTags.StudyDate, "DA", DummyValues.Date)));
        Assert.Null(Find(result => result.SetString(DicomTags.InstanceNumber, "IS", "12")));
        Assert.Equal(DicomTags.PatientId, Find(result => result.SetItems(new DicomTag(0x0008, 0x1140), [Item(item => item.SetString(DicomTags.PatientId, "LO", "PID-77341"))])));
    }

    [Fact]
    public void TryDeIdentify_an_identity_that_the_filter_cannot_see_is_refused_without_being_repeated()
    {
        var source = Objects.Image();
        source.SetBytes(DicomTags.RedPaletteData, "OW", Encoding.ASCII.GetBytes("0123PID-7734189."));
        Assert.False(new DeIdentifier(new byte[32]).TryDeIdentify(source, out var result, out var error));
        Assert.Null(result);
        Assert.Equal(DicomErrorCode.IdentifierSurvived, error.Code);
        Assert.Contains("(0028,1201)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("77341", error.Message, StringComparison.Ordinal);
    }

    private static DicomTag? Find(Action<DicomDataset> change)
    {
        var source = Objects.Image();
        source.SetItems(new DicomTag(0x0040, 0x0275), [Item(item =>
        {
            item.SetString(new DicomTag(0x0010, 0x2154), "SH", "555-0199-22");
            item.SetString(DicomTags.OtherPatientIds, "LO", "B-1");
            item.SetString(new DicomTag(0x0008, 0x1050), "PN", "Mueller-Luedenscheidt");
        })]);
        var result = new DicomDataset();
        change(result);
        return new LeakCheck(new IdentifyingWords(source, ProfileOptions.ModifiedDates), ProfileOptions.ModifiedDates, Shift).Find(result);
    }

    private static DicomDataset Item(Action<DicomDataset> fill)
    {
        var item = new DicomDataset();
        fill(item);
        return item;
    }
}
