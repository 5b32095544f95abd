using MassTransit;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Renormalization;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>A series whose event comes after its patient was withdrawn, and a dataset that is renormalized after that.</summary>
public sealed class WithdrawnSeriesTests : IAsyncLifetime
{
    private TestPlatform platform = null!;
    private CompletedSeries series = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, settings: ["--Normalization:ReferenceImages=2", "--Normalization:WorkingSize=16"]);
        series = new CompletedSeries(platform.Store);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Normalize_of_a_withdrawn_patient_writes_nothing()
    {
        var told = await series.AddAsync("1.1", TestStudies.Dicom(1));
        await WithdrawAsync();
        var before = await platform.KeysAsync("");
        await NormalizeAsync(told);
        Assert.Equal(before, await platform.KeysAsync(""));
    }

    [Fact]
    public async Task Renormalize_takes_no_series_of_a_withdrawn_patient()
    {
        var told = await series.AddAsync("1.1", TestStudies.Dicom(1), TestStudies.Dicom(2));
        await NormalizeAsync(told);
        await series.EndImportAsync("i", "1.1");
        await platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);
        await NormalizeAsync(told);
        Assert.NotNull((await platform.Get<FitAcceptance>().AcceptAsync(new FitReference { Version = "v2", Dataset = "north" }, CancellationToken.None)).Accepted);
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        Assert.NotNull((await platform.Get<RenormalizationAcceptance>().AcceptAsync(new RenormalizeDataset { Dataset = "north", Reference = "v2" }, CancellationToken.None)).Accepted);

        await WithdrawAsync();
        await platform.Get<RenormalizationReconciler>().ReconcileAsync(CancellationToken.None);

        Assert.Empty(await platform.KeysAsync("pending/"));
        Assert.Empty(await platform.KeysAsync($"{ObjectKeys.SeriesManifestPrefix}north-v2/"));
    }

    private Task WithdrawAsync() => platform.Store.PutJsonAsync(
        ObjectKeys.Tombstone("P1"), new PatientTombstone { WithdrawalId = "w", WithdrawnAt = DateTimeOffset.UnixEpoch }, PutCondition.IfAbsent, CancellationToken.None);

    private Task NormalizeAsync(SeriesCompleted message) => platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
}
