using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Coordination;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Renormalization;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Drawings = MedSsl.Imaging.Phantoms.Phantoms;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>Versions of references: who uses which, how new ones come, and that nothing that exists ever changes.</summary>
public sealed class GovernanceTests : IAsyncLifetime
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private TestPlatform platform = null!;
    private CompletedSeries series = null!;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await platform.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Fit_reference_names_its_samples_and_its_digest()
    {
        await FirstDatasetAsync();
        var published = Assert.Single(platform.Published.Of<ReferencePublished>());
        var reference = (await platform.Get<ReferenceStore>().FindAsync("CR", "v1", CancellationToken.None))!;
        Assert.Equal(published.Reference, reference.Object);
        Assert.Equal(("CR", null), (published.Group, published.FittedOn));
        Assert.Equal(3, reference.Energies.SampleKeys!.Count); // R of four
        Assert.Subset(new[] { "1.1.0", "1.1.1", "1.2.0", "1.2.1" }.Select(uid => SampleKey.Of(uid, 0)).ToHashSet(), reference.Energies.SampleKeys.ToHashSet());
        Assert.All(await RecordsAsync("north"), record => Assert.Equal(published.Reference, record.Reference));
    }

    [Fact]
    public async Task Find_reference_of_another_bucket_on_the_same_cache_is_not_found()
    {
        await FirstDatasetAsync();
        await platform.Get<ReferenceStore>().FindAsync("CR", "v1", CancellationToken.None); // cached from here on
        using var other = new FileSystemObjectStore(Path.Combine(folder, "other"), "another-bucket");
        await other.EnsureReadyAsync(CancellationToken.None);
        var references = new ReferenceStore(other, platform.Get<IKeyValueCache>(), platform.Get<IBus>(), TimeProvider.System, NullLogger<ReferenceStore>.Instance);
        Assert.Null(await references.FindAsync("CR", "v1", CancellationToken.None));
    }

    [Fact]
    public async Task Dataset_keeps_its_version_when_the_configuration_names_another()
    {
        await FirstDatasetAsync();
        await RestartAsync("--Normalization:Reference=v2");
        await NormalizeAsync(await series.AddAsync("1.3", TestStudies.Dicom(content: 4)));
        Assert.Equal(["v1", "v1", "v1"], (await RecordsAsync("north")).Select(record => record.ReferenceVersion));
        Assert.Equal("v2", (await platform.Get<ReferencePins>().OfAsync("south", CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Dataset_from_before_there_were_pins_keeps_the_version_of_its_images()
    {
        await FirstDatasetAsync();
        await platform.Store.DeleteAsync(ObjectKeys.ReferencePin("north"), CancellationToken.None);
        await RestartAsync("--Normalization:Reference=v2");
        Assert.Equal("v1", (await platform.Get<ReferencePins>().OfAsync("north", CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Measure_body_part_grouping_keeps_parts_apart()
    {
        await RestartAsync("--Normalization:ReferenceGrouping=body-part-scanner");
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        Assert.Single(await platform.KeysAsync(ObjectKeys.MeasuredPrefix("CR.unknown.unknown")));
        await series.EndImportAsync("i", "1.1");
        await FitAsync();
        Assert.Equal(("CR", "CR.unknown.unknown"), platform.Published.Of<ReferencePublished>().Select(told => (told.Modality, told.Group)).Single());
    }

    [Theory]
    [InlineData("modality", "CR")]
    [InlineData("body-part", "CR.CHEST")]
    [InlineData("scanner", "CR.ACME-XR5")]
    [InlineData("body-part-scanner", "CR.CHEST.ACME-XR5")]
    public void Group_name_follows_the_grouping(string grouping, string expected) =>
        Assert.Equal(expected, ReferenceGroups.Name(grouping, "CR", "chest ", ScannerName.Of("Acme", "XR5")));

    [Theory]
    [InlineData(null, null, "unknown")]
    [InlineData("Acme Imaging, Inc.", null, "ACME-IMAGING-INC")]
    [InlineData("ACME", "Acme XR-5/b", "ACME-XR-5-B")]
    [InlineData("", "/../", "unknown")]
    [InlineData("Åcme", "a very long model name that nobody would ever read to its end", "CME-A-VERY-LONG-MODEL-NAME-THAT-NOBODY-W")]
    public void Scanner_name_is_plain_and_short(string? manufacturer, string? model, string expected) => Assert.Equal(expected, ScannerName.Of(manufacturer, model));

    [Fact]
    public async Task Normalize_keeps_what_a_series_measured_by_scanner()
    {
        await FirstDatasetAsync();
        await NormalizeAsync(await series.AddAsync("1.3", CompletedSeries.OfScanner(TestStudies.Dicom(), "Acme", "XR 5"), CompletedSeries.NoDicom));
        Assert.Equal(["unknown/1.1", "unknown/1.2"], (await platform.KeysAsync("normalized/energies/north/CR/unknown/")).Select(key => key["normalized/energies/north/CR/".Length..^5]));
        var energies = Assert.Single(await platform.ObjectsAsync<SeriesEnergies>("normalized/energies/north/CR/ACME-XR-5/"));
        Assert.Equal(SampleKey.Of("1.3.0", 0), Assert.Single(energies.Keys));

        var phantom = Drawings.Draw("chest_nodule", positive: true, 24, seed: 1, patient: 1, instance: 1);
        var values = Array.ConvertAll(phantom.StoredValues, stored => (float)((stored * phantom.RescaleSlope) + phantom.RescaleIntercept));
        var expected = DriftProbe.Of(DriftProbe.Measure(new GrayImage(24, 24, values), 16)!, energies.Energies[0]);
        Assert.Equal(17, expected.Length);
        Assert.All(expected.Zip(energies.Probe!), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public async Task Fit_request_makes_a_version_and_changes_nothing_that_exists()
    {
        await FirstDatasetAsync();
        var before = await SnapshotAsync();
        Assert.NotNull(await FitVersionAsync("v2"));
        Assert.NotNull(await FitVersionAsync("v2")); // again, before the work is done
        Assert.Equal(1, await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None));
        Assert.Equal(0, await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None));
        var told = Assert.Single(platform.Published.Of<ReferencePublished>(), told => told.Version == "v2");
        Assert.Equal(("north", 3), (told.FittedOn, told.ImageCount)); // R of four
        var (v1, v2) = (await platform.Store.ReadAllAsync("references/CR/v1.json", CancellationToken.None), await platform.Store.ReadAllAsync("references/CR/v2.json", CancellationToken.None));
        Assert.NotEqual(v1, v2);
        Assert.Equal(before, (await SnapshotAsync()).Where(pair => before.ContainsKey(pair.Key)).ToDictionary());

        Assert.NotNull(await FitVersionAsync("v2")); // and once it is done
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        Assert.Equal(v2, await platform.Store.ReadAllAsync("references/CR/v2.json", CancellationToken.None));
        Assert.Single(platform.Published.Of<ReferencePublished>(), published => published.Version == "v2");
    }

    [Fact]
    public async Task Fit_request_of_bundles_without_stored_energies_draws_the_same_images()
    {
        await FirstDatasetAsync();
        await FitVersionAsync("v2");
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        var expected = (await platform.Get<ReferenceStore>().FindAsync("CR", "v2", CancellationToken.None))!.Energies;
        foreach (var key in (await platform.KeysAsync(ObjectKeys.SeriesEnergiesPrefix)).Append("references/CR/v2.json"))
        {
            await platform.Store.DeleteAsync(key, CancellationToken.None);
        }

        await RestartAsync();
        await FitVersionAsync("v2");
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        var actual = (await platform.Get<ReferenceStore>().FindAsync("CR", "v2", CancellationToken.None))!.Energies;
        Assert.Equal(expected.SampleKeys!, actual.SampleKeys!);
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Null(actual.Drift);
    }

    [Fact]
    public async Task Fit_request_is_refused_with_every_reason()
    {
        await FirstDatasetAsync();
        var acceptance = platform.Get<FitAcceptance>();
        Assert.Equal(3, (await Rejected(new FitReference { Version = "a/b", Dataset = "", Modality = "../" })).Count);
        Assert.Contains("no normalized images", Assert.Single(await Rejected(new FitReference { Version = "v2", Dataset = "nowhere" })), StringComparison.Ordinal);
        Assert.Contains("no images of 'MR'", Assert.Single(await Rejected(new FitReference { Version = "v2", Dataset = "north", Modality = "MR" })), StringComparison.Ordinal);
        Assert.Contains("never changes", Assert.Single(await Rejected(new FitReference { Version = "v1", Dataset = "north" })), StringComparison.Ordinal);
        Assert.Empty(await platform.KeysAsync("pending/"));

        async Task<IReadOnlyList<string>> Rejected(FitReference request) => (await acceptance.AcceptAsync(request, CancellationToken.None)).Rejected!.Reasons;
    }

    [Fact]
    public async Task Renormalize_builds_beside_the_old_and_a_crash_anywhere_changes_nothing()
    {
        await FirstDatasetAsync();
        await FitVersionAsync("v2");
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        await LabelAsync();
        var before = await SnapshotAsync();
        var request = new RenormalizeDataset { Dataset = "north", Reference = "v2" };
        var (accepted, _) = await platform.Get<RenormalizationAcceptance>().AcceptAsync(request, CancellationToken.None);
        Assert.Equal("north-v2", accepted!.Id);

        // Killed after the first manifest was written and before it was told; the marker is there.
        await RestartAsync();
        var manifest = (await platform.Store.ReadJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifest("north", "1.1"), CancellationToken.None))! with { Dataset = "north-v2" };
        await platform.Store.PutJsonAsync(ObjectKeys.SeriesManifest("north-v2", "1.1"), manifest, PutCondition.Overwrite, CancellationToken.None);
        Assert.Equal(1, await platform.Get<RenormalizationReconciler>().ReconcileAsync(CancellationToken.None));
        Assert.Empty(await platform.KeysAsync("pending/"));
        Assert.Equal(0, await platform.Get<RenormalizationReconciler>().ReconcileAsync(CancellationToken.None));

        // The one that was not told is told by the reconciler of lost series.
        await RestartAsync();
        await platform.Get<LostSeriesReconciler>().ReconcileAsync(CancellationToken.None);
        var told = platform.Published.Of<SeriesCompleted>().Where(message => message.Dataset == "north-v2").ToList();
        Assert.Equal(["1.1", "1.2"], told.Select(message => message.SeriesUid).Order());
        foreach (var message in told.Concat(told))
        {
            await NormalizeAsync(message);
        }

        Assert.Equal(["v2", "v2"], (await RecordsAsync("north-v2")).Select(record => record.ReferenceVersion));
        Assert.Equal(["v1", "v1"], (await RecordsAsync("north")).Select(record => record.ReferenceVersion));
        var after = await SnapshotAsync();
        Assert.Equal(before, after.Where(pair => before.ContainsKey(pair.Key)).ToDictionary());
        Assert.Single(await platform.KeysAsync("imports/north-v2/"));
        Assert.Equal("north-v2", Assert.Single(await platform.ObjectsAsync<LabelsSubmitted>(ObjectKeys.LabelPrefix("north-v2"))).Dataset);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.SeriesEnergiesPrefixOf("north-v2"))); // no news of a scanner
        Assert.Equal(after.Keys.Where(key => key.StartsWith("raw/", StringComparison.Ordinal)), before.Keys.Where(key => key.StartsWith("raw/", StringComparison.Ordinal)));

        // The command again finds everything done.
        Assert.NotNull((await platform.Get<RenormalizationAcceptance>().AcceptAsync(request, CancellationToken.None)).Accepted);
        Assert.Equal(0, await platform.Get<RenormalizationReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Renormalize_is_refused_with_every_reason()
    {
        await FirstDatasetAsync();
        Assert.Equal(3, (await Rejected(new RenormalizeDataset { Dataset = "", Reference = "a/b", TargetDataset = "../" })).Count);
        var reasons = await Rejected(new RenormalizeDataset { Dataset = "north", Reference = "v9", TargetDataset = "north" });
        Assert.Equal(2, reasons.Count);
        Assert.Contains("no version 'v9' for CR", reasons[0], StringComparison.Ordinal);
        Assert.Contains("same as Dataset", reasons[1], StringComparison.Ordinal);
        await platform.Get<ReferencePins>().PinAsync("taken", "v1", NormalizationModes.Materialize, null, CancellationToken.None);
        Assert.Contains("another dataset", Assert.Single(await Rejected(new RenormalizeDataset { Dataset = "north", Reference = "v1", TargetDataset = "taken" })), StringComparison.Ordinal);
        Assert.Contains("no normalized images", Assert.Single(await Rejected(new RenormalizeDataset { Dataset = "nowhere", Reference = "v1" })), StringComparison.Ordinal);
        Assert.Empty(await platform.KeysAsync("pending/"));

        async Task<IReadOnlyList<string>> Rejected(RenormalizeDataset request) =>
            (await platform.Get<RenormalizationAcceptance>().AcceptAsync(request, CancellationToken.None)).Rejected!.Reasons;
    }

    /// <summary>Four images in two series, normalized to a v1 that three of them made.</summary>
    private async Task FirstDatasetAsync()
    {
        SeriesCompleted[] completed =
        [
            await series.AddAsync("1.1", TestStudies.Dicom(1), TestStudies.Dicom(2)),
            await series.AddAsync("1.2", TestStudies.Dicom(1, content: 2), TestStudies.Dicom(2, content: 2), CompletedSeries.NoDicom),
        ];
        foreach (var message in completed)
        {
            await NormalizeAsync(message);
        }

        await series.EndImportAsync("i", "1.1", "1.2");
        await FitAsync();
        foreach (var message in completed)
        {
            await NormalizeAsync(message);
        }
    }

    private Task LabelAsync() => platform.Store.PutJsonAsync(
        ObjectKeys.Labels("north", "task", "s"),
        new LabelsSubmitted { SubmissionId = "s", Dataset = "north", Task = "task", Source = "test", Labels = [new InstanceLabel { SopInstanceUid = "1.1.0", Value = "1" }], SubmittedAt = DateTimeOffset.UnixEpoch },
        PutCondition.Overwrite, CancellationToken.None);

    private async Task<object?> FitVersionAsync(string version) =>
        (await platform.Get<FitAcceptance>().AcceptAsync(new FitReference { Version = version, Dataset = "north" }, CancellationToken.None)).Accepted;

    private async Task StartAsync(params string[] settings)
    {
        platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, folder, null, ["--Normalization:ReferenceImages=3", "--Normalization:WorkingSize=16", .. settings]);
        series = new CompletedSeries(platform.Store);
    }

    private async Task RestartAsync(params string[] settings)
    {
        await platform.DisposeAsync();
        await StartAsync(settings);
    }

    private Task NormalizeAsync(SeriesCompleted message) => platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);

    private Task<int> FitAsync() => platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);

    private Task<List<NormalizationRecord>> RecordsAsync(string dataset) => platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefixOf(dataset));

    /// <summary>Every object but the markers of unfinished work, with its digest.</summary>
    private async Task<Dictionary<string, string>> SnapshotAsync()
    {
        var digests = new Dictionary<string, string>();
        foreach (var key in (await platform.KeysAsync("")).Where(key => !key.StartsWith("pending/", StringComparison.Ordinal)))
        {
            digests[key] = Sha256Digest.Of(await platform.Store.ReadAllAsync(key, CancellationToken.None));
        }

        return digests;
    }
}
