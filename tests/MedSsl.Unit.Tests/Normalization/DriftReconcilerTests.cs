using MedSsl.Contracts.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Normalization;
using MedSsl.Normalization.Drift;
using MedSsl.Normalization.References;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Imaging.EnergyBands;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>From the energies in the store to metric and event; every test process may die at any moment.</summary>
public sealed class DriftReconcilerTests : IAsyncLifetime
{
    private const string Task = "us_lesion";

    private readonly string folder = Repository.NewTemporaryFolder();
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        var sample = new ReferenceSample(100, "s");
        for (var patient = 0; patient < 60; patient++)
        {
            sample.Add(new ReferenceImage($"{patient}", $"{patient}", [1, 1, 1, 1, 1, 1], DriftStream.Probe(Task, 1, patient)));
        }

        await platform.Get<ReferenceStore>().FitAsync("US", "v1", sample, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await platform.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Changed_scanner_is_told_once_across_restarts_and_again_after_it_was_well()
    {
        await AddAsync("ACME-A", 0, 40, isChanged: false);
        await AddAsync("ACME-B", 100, 40, isChanged: true);
        Assert.Equal(1, await ReconcileAsync());
        var told = Assert.Single(platform.Published.Of<EnergyDriftDetected>());
        Assert.Equal(("US", "US", "ACME-B", "v1", 40), (told.Modality, told.Group, told.Scanner, told.ReferenceVersion, told.SeriesCount));
        Assert.Equal(told.Strength, told.ZScores.Max(Math.Abs));
        Assert.True(told.Strength >= DriftTest.Limit);
        Assert.Equal(told.Strength, Metric("ACME-B"));
        Assert.InRange(Metric("ACME-A"), 0, DriftTest.Limit);

        await platform.DisposeAsync();
        await StartAsync();
        Assert.Equal(0, await ReconcileAsync());
        Assert.Empty(platform.Published.Of<EnergyDriftDetected>());
        Assert.Equal(told.Strength, Metric("ACME-B")); // rebuilt from the store

        await AddAsync("ACME-B", 200, DriftTest.Window, isChanged: false);
        Assert.Equal(1, await ReconcileAsync());
        Assert.Empty(await platform.KeysAsync("normalized/drift/"));
        await AddAsync("ACME-B", 400, DriftTest.Window, isChanged: true);
        Assert.Equal(1, await ReconcileAsync());
        Assert.Single(platform.Published.Of<EnergyDriftDetected>());
    }

    [Fact]
    public async Task Few_series_and_groups_without_a_reference_have_no_metric()
    {
        await AddAsync("ACME-C", 0, DriftTest.FewestSeries - 1, isChanged: true);
        await AddAsync("ACME-D", 100, 30, isChanged: true, group: "MR");
        Assert.Equal(0, await ReconcileAsync());
        Assert.DoesNotContain(NormalizationMetrics.EnergyDrift.GetAllLabelValues(), labels => labels[1] is "ACME-C" or "ACME-D");
        Assert.Empty(platform.Published.Of<EnergyDriftDetected>());
    }

    [Fact]
    public async Task Scanner_without_a_probe_is_not_judged()
    {
        for (var series = 0; series < 30; series++)
        {
            await platform.Store.PutJsonAsync(ObjectKeys.SeriesEnergies("north", "US", "ACME-E", $"{series}"), new SeriesEnergies { Keys = [], Energies = [] }, PutCondition.Overwrite, CancellationToken.None);
        }

        Assert.Equal(0, await ReconcileAsync());
        Assert.DoesNotContain(NormalizationMetrics.EnergyDrift.GetAllLabelValues(), labels => labels[1] == "ACME-E");
    }

    private static double Metric(string scanner) => NormalizationMetrics.EnergyDrift.WithLabels("US", scanner).Value;

    private async Task StartAsync() => platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, folder);

    private Task<int> ReconcileAsync() => platform.Get<DriftReconciler>().ReconcileAsync(CancellationToken.None);

    private async Task AddAsync(string scanner, int first, int count, bool isChanged, string group = "US")
    {
        for (var patient = first; patient < first + count; patient++)
        {
            await platform.Store.PutJsonAsync(
                ObjectKeys.SeriesEnergies("north", group, scanner, $"{patient}"),
                new SeriesEnergies { Keys = ["k"], Energies = [[1]], Probe = DriftStream.Probe(Task, 2, patient, isChanged ? DriftStream.Blur : null) },
                PutCondition.Overwrite, CancellationToken.None);
        }
    }
}
