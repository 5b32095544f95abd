using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class WithdrawnPatientRefusalTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Ingest_of_a_withdrawn_patient_keeps_nothing_and_tells_the_reason()
    {
        await WithdrawAsync(platform);
        var outcome = await IngestAsync(platform, TestStudies.Dicom());
        Assert.Equal(RejectionReasons.PatientWithdrawn, outcome.ReasonCode);
        Assert.False((await IngestAsync(platform, TestStudies.Dicom(modality: "XX"))).IsStored);
        Assert.Equal([ObjectKeys.Tombstone(Pseudonym(platform))], await platform.KeysAsync(""));
        Assert.All(platform.Published.Of<InstanceRejected>(), told => Assert.Equal((RejectionReasons.PatientWithdrawn, null, null), (told.ReasonCode, told.Quarantined, told.StudyUid)));
        Assert.Equal(2, platform.Published.Of<InstanceRejected>().Count());
        Assert.True((await IngestAsync(platform, TestStudies.Dicom(patient: "PAT-2", series: "1.2.3.9"))).IsStored);
    }

    [Fact]
    public async Task Ingest_while_the_patient_is_withdrawn_leaves_no_instance_whenever_that_happens()
    {
        var first = await PutsAsync(int.MaxValue);
        for (var put = 1; put <= first; put++)
        {
            Assert.True(await PutsAsync(put) >= put);
        }

        Assert.InRange(first, 3, 10);
    }

    [Fact]
    public async Task Released_input_of_a_withdrawn_patient_leaves_the_quarantine_for_nowhere()
    {
        await platform.Get<InstanceIngestor>().RejectAsync("north", TestStudies.Dicom(), "malformed", "", CancellationToken.None);
        Assert.NotEmpty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
        await WithdrawAsync(platform);
        Assert.Equal(RejectionReasons.PatientWithdrawn, (await IngestAsync(platform, TestStudies.Dicom())).ReasonCode);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    /// <summary>The patient is withdrawn right after a put of the ingestion; answers how many puts there were.</summary>
    private static async Task<int> PutsAsync(int withdrawAfter)
    {
        await using var outside = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        var puts = 0;
        var store = new InterruptedStore(outside.Store, _ => ++puts == withdrawAfter ? WithdrawAsync(outside) : Task.CompletedTask);
        var module = IngestionExtensions.Module with { AddServices = builder => { IngestionExtensions.Module.AddServices(builder); builder.Services.AddSingleton<IObjectStore>(store); } };
        await using var platform = await TestPlatform.PartsAsync(module, outside.Folder);
        var outcome = await IngestAsync(platform, TestStudies.Dicom());
        Assert.Equal(withdrawAfter == int.MaxValue, outcome.IsStored);
        Assert.Equal(withdrawAfter == int.MaxValue ? 1 : 0, (await outside.KeysAsync("raw/")).Count);
        return puts;
    }

    private static Task WithdrawAsync(TestPlatform platform) => platform.Store.PutJsonAsync(
        ObjectKeys.Tombstone(Pseudonym(platform)), new PatientTombstone { WithdrawalId = "w", WithdrawnAt = DateTimeOffset.UnixEpoch }, PutCondition.IfAbsent, CancellationToken.None);

    private static string Pseudonym(TestPlatform platform) => platform.Get<DeIdentifier>().PatientPseudonym("PAT-1", null);

    private static Task<InstanceOutcome> IngestAsync(TestPlatform platform, byte[] content) => platform.Get<InstanceIngestor>().IngestAsync("north", content, CancellationToken.None);
}
