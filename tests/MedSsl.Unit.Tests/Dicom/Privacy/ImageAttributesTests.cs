using MedSsl.Dicom;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Privacy;
using MedSsl.Dicom.Privacy.Profile;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

public sealed class ImageAttributesTests
{
    [Fact]
    public void Rows_are_of_no_other_list_and_each_once()
    {
        Assert.Equal(ImageAttributes.Rows.Count, ImageAttributes.Rows.Select(row => row.Tag).Distinct().Count());
        Assert.All(ImageAttributes.Rows, row =>
        {
            Assert.Null(ConfidentialityTable.Find(row.Tag)); // the table decides
            Assert.False(AllowList.Rules.ContainsKey(row.Tag.Number), row.Name);
            Assert.False(row.Tag.IsPrivate);
        });
    }

    /// <summary>A text under the rule of numbers would be checked as a number, and a person is under none.</summary>
    [Fact]
    public void Rows_have_the_rule_that_their_representation_asks_for() => Assert.All(ImageAttributes.Rows, row =>
    {
        KeepRule[] expected = row.Vr switch
        {
            "AT" or "DS" or "FD" or "FL" or "IS" or "SL" or "SS" or "UL" or "US" or ImageAttributes.LikePixels => [KeepRule.Number],
            "CS" => [KeepRule.Code, KeepRule.Typed],
            "SH" or "LO" => [KeepRule.Text, KeepRule.Label, KeepRule.Typed],
            "ST" or "LT" or "UT" => [KeepRule.Typed],
            "UI" => [KeepRule.Uid],
            "SQ" => [KeepRule.Items],
            "OW" => [KeepRule.Table],
            _ => [],
        };
        Assert.True(expected.Contains(row.Rule), $"{row.Name}: {row.Vr} {row.Rule}");
    });

    [Fact]
    public void Rows_contradict_no_representation_that_is_known() => Assert.All(ImageAttributes.Rows, row =>
        Assert.Contains(DicomDictionary.Representation(row.Tag), new[] { row.Vr, ValueRepresentation.Unknown }));

    [Fact]
    public void Codes_stay_and_those_of_what_the_table_replaces_do_not()
    {
        var source = Objects.Image();
        foreach (var tag in new[] { new DicomTag(0x0008, 0x0082), new DicomTag(0x0008, 0x2218), new DicomTag(0x0008, 0x1032), new DicomTag(0x0008, 0x1072) })
        {
            // institution, anatomic region, procedure, operator
            var (code, nested) = (new DicomDataset(), new DicomDataset());
            code.SetString(DicomTags.CodeValue, "SH", "T-D3000");
            code.SetString(DicomTags.CodingSchemeDesignator, "SH", "99EAST");
            code.SetString(DicomTags.CodeMeaning, "LO", "East Wing");
            nested.SetItems(new DicomTag(0x0008, 0x2220), [code]);
            source.SetItems(tag, [code, nested]);
        }

        var result = DeIdentify(source, DeIdentificationProfile.Research);
        var region = result.GetItems(new DicomTag(0x0008, 0x2218));
        Assert.Equal("East Wing", region[0].GetString(DicomTags.CodeMeaning));
        Assert.Equal("T-D3000", region[1].GetItems(new DicomTag(0x0008, 0x2220))[0].GetString(DicomTags.CodeValue));
        Assert.All(new[] { new DicomTag(0x0008, 0x0082), new DicomTag(0x0008, 0x1032), new DicomTag(0x0008, 0x1072) }, tag => Assert.False(result.TryGet(tag, out _), tag.ToString()));
        Assert.Empty(DeIdentify(source, DeIdentificationProfile.Strict).GetItems(new DicomTag(0x0008, 0x2218)));
    }

    [Theory]
    [InlineData("liver", "REMOVED", "liver")]
    [InlineData("lesion of Doe", "REMOVED", "REMOVED")]
    [InlineData("seen 6.5.2024", "REMOVED", "REMOVED")]
    [InlineData("", null, null)]
    public void Typed_labels_become_a_dummy_unless_descriptions_are_cleaned(string label, string? expected, string? cleaned)
    {
        var (segmentLabel, segments) = (new DicomTag(0x0062, 0x0005), new DicomTag(0x0062, 0x0002));
        var (source, segment) = (Objects.Image(), new DicomDataset());
        segment.SetString(segmentLabel, "LO", label);
        source.SetItems(segments, [segment]);
        var clean = DeIdentificationProfile.Research with { Options = DeIdentificationProfile.Research.Options | ProfileOptions.Descriptors };

        Assert.Equal(expected, DeIdentify(source, DeIdentificationProfile.Research).GetItems(segments)[0].GetString(segmentLabel));
        Assert.Equal(cleaned, DeIdentify(source, clean).GetItems(segments)[0].GetString(segmentLabel));
    }

    [Fact]
    public void Names_of_coils_stay_or_become_a_dummy_and_values_of_pixels_keep_their_sign()
    {
        var (coil, first) = (new DicomTag(0x0018, 0x1250), new DicomTag(0x0040, 0x9216));
        var source = Objects.Image();
        source.SetString(coil, "SH", "Head32");
        source.SetBytes(first, "SS", new byte[] { 0xFF, 0xFF });
        var result = DeIdentify(source, DeIdentificationProfile.Research);
        Assert.Equal("Head32", result.GetString(coil));
        Assert.True(result.TryGet(first, out var value) && value.Vr == "SS");
        source.SetString(coil, "SH", "Doe's coil");
        Assert.Equal("REMOVED", DeIdentify(source, DeIdentificationProfile.Research).GetString(coil));
    }

    [Fact]
    public void Image_types_of_the_standard_stay_though_somebody_is_called_so()
    {
        var source = Objects.Image();
        source.SetString(DicomTags.PatientName, "PN", "Perfusion^Volume");
        source.SetString(DicomTags.ImageType, "CS", "DERIVED", "PRIMARY", "PERFUSION", "RCBF");
        Assert.Equal(["DERIVED", "PRIMARY", "PERFUSION", "RCBF"], DeIdentify(source, DeIdentificationProfile.Research).GetStrings(DicomTags.ImageType));
        source.SetString(DicomTags.PatientName, "PN", "Zaphod^X");
        source.SetString(DicomTags.ImageType, "CS", "DERIVED", "PRIMARY", "ZAPHOD");
        Assert.Null(DeIdentify(source, DeIdentificationProfile.Research).GetString(DicomTags.ImageType));
    }

    private static DicomDataset DeIdentify(DicomDataset source, DeIdentificationProfile profile) => new DeIdentifier(new byte[32], profile).DeIdentify(source);
}
