using System.Text;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Dicom.Privacy;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class DeIdentificationOptionsTests
{
    [Fact]
    public void ToProfile_default_is_the_research_profile() =>
        Assert.Equal(DeIdentificationProfile.Research, new DeIdentificationOptions().ToProfile());

    [Fact]
    public void ToProfile_everything_off_is_the_strict_profile() =>
        Assert.Equal(DeIdentificationProfile.Strict, new DeIdentificationOptions
        {
            Dates = "removed", RetainDevice = false, RetainPatientCharacteristics = false, RetainAcquisitionParameters = false,
        }.ToProfile());

    [Fact]
    public void ToProfile_every_switch_is_an_option() =>
        Assert.Equal(
            ProfileOptions.FullDates | ProfileOptions.Descriptors | ProfileOptions.SafePrivate | ProfileOptions.Institution | ProfileOptions.Uids,
            new DeIdentificationOptions
            {
                Dates = "full", RetainDevice = false, RetainPatientCharacteristics = false, RetainCleanDescriptors = true, RetainSafePrivate = true,
                RetainInstitution = true, RetainUids = true,
            }.ToProfile().Options);

    [Theory]
    [InlineData("Ingestion:DeIdentification:Dates=kept", "MEDSSL_Ingestion__DeIdentification__Dates")]
    [InlineData("Ingestion:DeIdentification:AgeBandYears=0", "MEDSSL_Ingestion__DeIdentification__AgeBandYears")]
    [InlineData("Ingestion:DeIdentification:BurnedIn=perhaps", "MEDSSL_Ingestion__DeIdentification__BurnedIn")]
    [InlineData("Ingestion:DeIdentification:BurnedInRules=/nowhere/rules.csv", "MEDSSL_Ingestion__DeIdentification__BurnedInRules")]
    [InlineData("Ingestion:DeIdentification:RetainDevice=perhaps", "MEDSSL_Ingestion__DeIdentification__RetainDevice")]
    public async Task Wrong_value_stops_the_start_and_is_named(string setting, string expected)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestPlatform.PartsAsync(IngestionExtensions.Module, null, null, setting));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AgeBandYears_without_ages_is_refused()
    {
        var options = new DeIdentificationOptions { RetainPatientCharacteristics = false, AgeBandYears = 10 };
        Assert.Contains("AgeBandYears is 10", Assert.Single(options.Validate(new(options))).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_uses_the_profile_and_the_newest_key_and_tells_which()
    {
        var (old, @new) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));
        await using var platform = await TestPlatform.PartsAsync(
            IngestionExtensions.Module, null, null, $"Ingestion:SiteKey=1:{old},2026:{@new}", "Ingestion:DeIdentification:RetainDevice=false");
        var source = Objects.Image();
        source.SetString(new DicomTag(0x0018, 0x1000), "LO", "SN-0815");
        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", DicomWriter.Write(source), CancellationToken.None);

        Assert.True(outcome.IsStored, outcome.Reason);
        var stored = await platform.Store.ReadAllAsync(ObjectKeys.RawInstance("north", outcome.SeriesUid!, outcome.SopInstanceUid!), CancellationToken.None);
        Assert.True(DicomFile.TryParse(stored, new DicomLimits(), out var result, out _));
        Assert.Contains("SITE KEY 2026", result.GetStrings(DicomTags.DeidentificationMethod));
        Assert.Equal("REMOVED", result.GetString(new DicomTag(0x0018, 0x1000)));
        Assert.Equal("MODIFIED", result.GetString(DicomTags.LongitudinalTemporalInformationModified));
        Assert.Equal(new DeIdentifier([.. Enumerable.Repeat((byte)7, 32)]).PatientPseudonym("PID-77341", null), result.GetString(DicomTags.PatientId));
    }

    [Fact]
    public async Task Ingest_identity_that_survives_goes_to_the_quarantine_and_never_into_the_store()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        var source = Objects.Image();
        source.SetBytes(DicomTags.RedPaletteData, "OW", Encoding.ASCII.GetBytes("0123PID-7734189."));
        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", DicomWriter.Write(source), CancellationToken.None);

        Assert.Equal(RejectionReasons.IdentifierSurvived, outcome.ReasonCode);
        Assert.Equal(RejectionReasons.IdentifierSurvived, Assert.Single(platform.Published.Of<InstanceRejected>()).ReasonCode);
        Assert.Empty(await platform.KeysAsync("raw/"));
        Assert.Equal(2, (await platform.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
        Assert.DoesNotContain("77341", StoredText.Of(platform.Folder), StringComparison.Ordinal);
    }
}
