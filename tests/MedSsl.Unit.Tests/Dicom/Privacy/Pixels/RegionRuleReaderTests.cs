using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy.Pixels;

public sealed class RegionRuleReaderTests
{
    [Fact]
    public void Parse_built_in_rules_are_there() => Assert.InRange(BurnedInRules.BuiltIn.Count, 1, int.MaxValue);

    [Theory]
    [InlineData("", "line 1: expected a header")]
    [InlineData("modality,colour,blank\nUS,red,none", "line 1: expected a header")]
    [InlineData("modality\nUS", "line 1: expected a header")]
    [InlineData("modality,blank\nUS", "line 2: expected 2 values")]
    [InlineData("modality,blank\n# why\n,none", "line 3: a rule without any condition")]
    [InlineData("modality,blank\nUS,", "line 2, blank: expected none")]
    [InlineData("modality,blank\nUS,0 0 10", "found \"0 0 10\"")]
    [InlineData("modality,blank\nUS,0 0 0 5", "found \"0 0 0 5\"")]
    [InlineData("modality,blank\nUS,0 0 5 5; 1 1 -1 2", "found \"1 1 -1 2\"")]
    [InlineData("modality,rows,blank\nUS,0,none", "line 2, rows: expected a number of pixels from 1 to 65535")]
    public void Parse_wrong_table_is_refused_with_its_line(string table, string expected)
    {
        Assert.Null(BurnedInRules.Parse(table, "rule", out var problems));
        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_tells_everything_that_is_wrong()
    {
        BurnedInRules.Parse("modality,rows,columns,blank\nUS,a,b,c\nUS,1,1,none\n,,,none", "rule", out var problems);
        Assert.Equal(4, problems.Count);
    }

    [Theory]
    [InlineData("manufacturer", "acme imaging", true)]
    [InlineData("manufacturer", "ACME*", true)]
    [InlineData("manufacturer", "ACME", false)]
    [InlineData("modality", "ct", true)]
    [InlineData("modality", "US", false)]
    [InlineData("model", "*", true)]
    [InlineData("model", "Some", false)]
    [InlineData("rows", "1", true)]
    [InlineData("rows", "2", false)]
    [InlineData("columns", "2", true)]
    [InlineData("image_type", @"ORIGINAL\PRIMARY*", true)]
    [InlineData("image_type", @"ORIGINAL\SECONDARY*", false)]
    [InlineData("sop_class", SopClasses.ComputedTomography, true)]
    [InlineData("software", "\"v,1 \"\"b\"\"\"", true)]
    [InlineData("software", "v", false)]
    public void Rule_fits_by_its_conditions(string column, string value, bool expected)
    {
        var image = Objects.Image();
        image.SetString(DicomTags.ImageType, "CS", "ORIGINAL", "PRIMARY", "AXIAL");
        image.SetString(new DicomTag(0x0018, 0x1020), "LO", "V,1 \"b\"");
        image.SetString(DicomTags.BurnedInAnnotation, "CS", "YES");
        var rules = BurnedInRules.Parse($"{column},blank\n{value},none\n", "rule", out var problems);

        Assert.Empty(problems);
        Assert.Equal(expected, new PixelCleaner(BurnedInPolicy.Clean, rules!, null).Assess(image).Refusal is null);
    }

    [Fact]
    public void Before_the_first_rule_that_fits_decides()
    {
        var first = BurnedInRules.Parse("modality,blank\nCT,refuse", "site rule", out _)!;
        var second = BurnedInRules.Parse("modality,blank\nCT,none", "other rule", out _)!;
        Assert.Equal("site rule, line 2", new PixelCleaner(BurnedInPolicy.Clean, first.Before(second), null).Assess(Objects.Image()).Source);
        Assert.Equal("other rule, line 2", new PixelCleaner(BurnedInPolicy.Clean, second.Before(first), null).Assess(Objects.Image()).Source);
    }
}
