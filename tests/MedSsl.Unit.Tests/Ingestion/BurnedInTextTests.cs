using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom;
using MedSsl.Unit.Tests.Dicom.Privacy;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>Text in pixels, through the whole of ingestion.</summary>
public sealed class BurnedInTextTests
{
    private const string Policy = "Ingestion:DeIdentification:BurnedIn";

    [Theory]
    [InlineData("clean", "YES", RejectionReasons.BurnedInAnnotation)]
    [InlineData("refuse", "YES", RejectionReasons.BurnedInAnnotation)]
    [InlineData("trust", "YES", RejectionReasons.BurnedInAnnotation)]
    [InlineData("clean", "NO", null)]
    [InlineData("trust", null, null)]
    public async Task Ingest_what_an_image_says_of_itself(string policy, string? declared, string? expected)
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, null, null, $"{Policy}={policy}");
        var source = Objects.Image();
        if (declared is not null)
        {
            source.SetString(DicomTags.BurnedInAnnotation, "CS", declared);
        }

        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", DicomWriter.Write(source), CancellationToken.None);

        Assert.Equal((expected, expected is null), (outcome.ReasonCode, outcome.IsStored));
        Assert.Equal(expected is null ? 0 : 2, (await platform.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
    }

    [Fact]
    public async Task Ingest_unsure_is_quarantined_and_released_once_there_is_a_rule()
    {
        var folder = Repository.NewTemporaryFolder();
        var file = DicomWriter.Write(Ultrasound());
        string digest;
        await using (var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder))
        {
            var refused = await platform.Get<InstanceIngestor>().IngestAsync("north", file, CancellationToken.None);
            Assert.Equal(RejectionReasons.BurnedInAnnotation, refused.ReasonCode);
            Assert.Contains("medssl deid preview", refused.Reason, StringComparison.Ordinal);
            Assert.Empty(await platform.KeysAsync("raw/"));
            digest = Assert.Single(platform.Published.Of<InstanceRejected>()).ContentSha256;
        }

        var rules = Path.Combine(folder, "rules.csv");
        await File.WriteAllTextAsync(rules, "modality,blank\nUS,0 0 * 1\n");
        await using var again = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder, null, $"Ingestion:DeIdentification:BurnedInRules={rules}");
        var outcome = await again.Get<QuarantineRelease>().ReleaseAsync(digest, CancellationToken.None);

        Assert.True(outcome!.IsStored, outcome.Reason);
        var result = Files.Parse(await again.Store.ReadAllAsync(ObjectKeys.RawInstance("north", outcome.SeriesUid!, outcome.SopInstanceUid!), CancellationToken.None));
        Assert.Equal([3f, 3, 3, 4], Files.Decode(result).Values);
        Assert.Contains("PIXELS: SITE RULE, LINE 2", result.GetStrings(DicomTags.DeidentificationMethod));
        Assert.True((await again.Get<InstanceIngestor>().IngestAsync("north", file, CancellationToken.None)).IsStored, "the same input gives the same bytes");
    }

    [Fact]
    public async Task Wrong_rules_stop_the_start_with_every_line()
    {
        var rules = Path.Combine(Repository.NewTemporaryFolder(), "rules.csv");
        await File.WriteAllTextAsync(rules, "modality,rows,blank\nUS,many,none\nUS,480,everything\n");
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestPlatform.PartsAsync(IngestionExtensions.Module, null, null, $"Ingestion:DeIdentification:BurnedInRules={rules}"));

        Assert.Contains("line 2, rows", failure.Message, StringComparison.Ordinal);
        Assert.Contains("line 3, blank", failure.Message, StringComparison.Ordinal);
    }

    private static DicomDataset Ultrasound()
    {
        var image = Files.Image(2, 2, 8, 8, 7, false, "MONOCHROME2", [200, 255, 3, 4]);
        foreach (var element in Objects.Image().Elements.Where(element => element.Tag.Group is not (0x0028 or 0x7FE0)))
        {
            image.Set(element);
        }

        image.SetString(DicomTags.Modality, "CS", "US");
        image.SetString(DicomTags.SopClassUid, "UI", SopClasses.Ultrasound);
        return image;
    }
}
