using System.Text;
using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

public sealed class NormalizationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;
    private CompletedSeries series = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, null, time, "--Normalization:ReferenceImages=3", "--Normalization:WorkingSize=16");
        series = new CompletedSeries(platform.Store);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Normalize_without_a_reference_measures_and_waits()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        var measured = Assert.Single(await platform.ObjectsAsync<MeasuredSeries>(ObjectKeys.MeasuredPrefix("CR")));
        Assert.Equal(new EnergyBandSettings().BandCount, Assert.Single(measured.Energies).Count);
        Assert.Empty(await RecordsAsync());
        Assert.Equal(0, await FitAsync());
        Assert.Empty(platform.Published.Of<ReferencePublished>());
    }

    [Fact]
    public async Task Fit_at_the_number_of_images_and_every_waiting_series_is_replayed()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom(1), TestStudies.Dicom(2)));
        Assert.Equal(0, await FitAsync());
        await NormalizeAsync(await series.AddAsync("1.2", TestStudies.Dicom(1, "1.2.4", content: 2), TestStudies.Dicom(2, "1.2.4", content: 2)));
        Assert.Equal(2, await FitAsync());

        Assert.Equal(3, Assert.Single(platform.Published.Of<ReferencePublished>()).ImageCount); // R, though there were four
        var reference = await platform.Get<ReferenceStore>().FindAsync("CR", "v1", CancellationToken.None);
        // The three smallest of SHA-256("CR/v1\n" + key), whatever came first.
        var drawn = (await EnergiesAsync()).OrderBy(image => Sha256Digest.Of(Encoding.UTF8.GetBytes("CR/v1\n" + image.Key)), StringComparer.Ordinal).Take(3)
            .OrderBy(image => image.Key, StringComparer.Ordinal).ToList();
        var expected = ReferenceEnergies.Fit("CR", "v1", new EnergyBandSettings(), [.. drawn.Select(image => image.Energies)]);
        Assert.Equal(drawn.Select(image => image.Key), reference!.Energies.SampleKeys!);
        Assert.Equal(expected.Mean, reference.Energies.Mean);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.MeasuredPrefixAll));
        Assert.Equal(["1.1", "1.2"], platform.Published.Of<SeriesCompleted>().Select(told => told.SeriesUid).Order());

        await ReplayAsync();
        var records = await RecordsAsync();
        Assert.Equal([2, 2], records.Select(record => record.SampleCount));
        Assert.Equal(2, platform.Published.Of<SeriesNormalized>().Count());
        Assert.Equal(0, await FitAsync());

        async Task<List<(string Key, IReadOnlyList<double> Energies)>> EnergiesAsync()
        {
            var energies = new List<(string, IReadOnlyList<double>)>();
            foreach (var told in platform.Published.Of<SeriesCompleted>().OrderBy(told => told.SeriesUid, StringComparer.Ordinal))
            {
                var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(told.Manifest, CancellationToken.None);
                energies.AddRange(await platform.Get<SeriesDecoder>().DecodeAsync(manifest, 16, CancellationToken.None)
                    .Select(decoded => (SampleKey.Of(decoded.Instance.SopInstanceUid, decoded.Frame), (IReadOnlyList<double>)EnergyBandDecomposition.Energies(decoded.Image!, new EnergyBandSettings())))
                    .ToListAsync());
            }

            return energies;
        }
    }

    [Fact]
    public async Task Fit_at_the_end_of_an_import_with_fewer_images()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        await series.EndImportAsync("i", "1.1", "1.2");
        Assert.Equal(0, await FitAsync()); // 1.2 is still to come
        await NormalizeAsync(await series.AddAsync("1.2", CompletedSeries.NoDicom));
        Assert.Equal(1, await FitAsync());
        Assert.Equal(1, Assert.Single(platform.Published.Of<ReferencePublished>()).ImageCount);
    }

    [Fact]
    public async Task Fit_end_of_an_import_of_another_modality_is_no_reason()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        await NormalizeAsync(await series.AddAsync("1.2", "CT", TestStudies.Dicom(task: "head_bleed")));
        await series.EndImportAsync("of-cr", "1.1");
        Assert.Equal(1, await FitAsync());
        Assert.Equal("CR", Assert.Single(platform.Published.Of<ReferencePublished>()).Modality);
        Assert.Single(await platform.KeysAsync(ObjectKeys.MeasuredPrefix("CT"))); // its own import may still bring hundreds
    }

    [Fact]
    public async Task Normalize_dx_and_cr_share_a_reference()
    {
        await NormalizeAsync(await series.AddAsync("1.1", "DX", TestStudies.Dicom()));
        await NormalizeAsync(await series.AddAsync("1.2", "CR", TestStudies.Dicom(content: 2)));
        Assert.Equal(2, (await platform.KeysAsync(ObjectKeys.MeasuredPrefix("CR"))).Count);
        await series.EndImportAsync("i", "1.1", "1.2");
        await FitAsync();
        await ReplayAsync();
        Assert.All(await RecordsAsync(), record => Assert.Equal("CR", record.Modality));
        Assert.All(await SamplesAsync(), sample => Assert.Equal("CR", sample.Metadata.Modality));
    }

    [Fact]
    public async Task Normalize_series_of_failures_is_recorded_with_its_reasons_and_holds_nothing_up()
    {
        await NormalizeAsync(await series.AddAsync("1.1", CompletedSeries.NoDicom, CompletedSeries.NoDicom));
        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((0, null, 2), (record.SampleCount, record.Bundle, record.Failures.Count));
        Assert.All(record.Failures, failure => Assert.NotEmpty(failure.Reason));
        Assert.Equal(0, Assert.Single(platform.Published.Of<SeriesNormalized>()).SampleCount);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.MeasuredPrefixAll));
    }

    [Fact]
    public async Task Normalize_event_of_a_replaced_manifest_is_ignored()
    {
        var stale = await series.AddAsync("1.1", TestStudies.Dicom(1));
        await series.AddAsync("1.1", TestStudies.Dicom(1), TestStudies.Dicom(2));
        await NormalizeAsync(stale);
        Assert.Empty(await platform.KeysAsync("normalized/"));
    }

    [Fact]
    public async Task Normalize_twice_gives_the_same_bundle_bytes()
    {
        await FitOnOneAsync();
        await ReplayAsync();
        var first = Assert.Single(await RecordsAsync());
        await ReplayAsync();
        Assert.Equal(first.Bundle, Assert.Single(await RecordsAsync()).Bundle);
        Assert.Single(await platform.KeysAsync("normalized/bundles/"));
    }

    [Fact]
    public async Task Normalize_monochrome1_of_inverted_values_equals_monochrome2()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom(1, photometric: "MONOCHROME2"), TestStudies.Dicom(1, "1.2.4", photometric: "MONOCHROME1")));
        await series.EndImportAsync("i", "1.1");
        await FitAsync();
        await ReplayAsync();
        var images = (await SamplesAsync()).Select(sample => SampleCodec.Decode(sample.Payload.Span)).ToList();
        Assert.Equal(2, images.Count);
        Assert.True(images[0].Pixels.Distinct().Count() > 50, "the phantom has no structure");
        // One step of 65535: the inversion is one subtraction of floats away from the original.
        Assert.All(images[0].Pixels.Zip(images[1].Pixels), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [Fact]
    public async Task Normalize_every_frame_of_a_multi_frame_image_is_a_sample()
    {
        await NormalizeAsync(await series.AddAsync("1.1", CompletedSeries.MultiFrame(3)));
        Assert.Equal(1, await FitAsync()); // three images at once
        await ReplayAsync();
        var samples = await SamplesAsync();
        Assert.Equal([0, 1, 2], samples.Select(sample => sample.Metadata.Frame).Order());
        Assert.Equal(3, samples.Select(sample => sample.Metadata.Key).Distinct().Count());
        Assert.All(samples, sample => Assert.Equal(16, Math.Max(sample.Metadata.Width, sample.Metadata.Height)));
    }

    [Fact]
    public async Task Normalize_repeated_images_are_marked_and_all_are_kept()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom(), TestStudies.Dicom(), TestStudies.Dicom()));
        await FitAsync();
        await ReplayAsync();
        var samples = (await SamplesAsync()).OrderBy(sample => sample.Metadata.InstanceNumber).ToList();
        Assert.Equal([null, samples[0].Metadata.Key, samples[0].Metadata.Key], samples.Select(sample => sample.Metadata.NearDuplicateOf));
        Assert.Equal(3, samples.Count);
    }

    [Fact]
    public async Task Reconcile_manifest_of_which_nothing_was_made_is_told_again_when_overdue()
    {
        await FitOnOneAsync();
        await ReplayAsync();
        var told = platform.Published.Of<SeriesCompleted>().Count();
        var lost = await series.AddAsync("1.9", TestStudies.Dicom(1, "1.2.9", content: 3));
        var reconciler = platform.Get<LostSeriesReconciler>();
        Assert.Equal(0, await reconciler.ReconcileAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await reconciler.ReconcileAsync(CancellationToken.None));
        var again = Assert.Single(platform.Published.Of<SeriesCompleted>().Skip(told));
        Assert.Equal((lost.SeriesUid, lost.Manifest, lost.InstanceCount), (again.SeriesUid, again.Manifest, again.InstanceCount));
        await NormalizeAsync(again);
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, await reconciler.ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reconcile_newer_manifest_than_the_record_is_lost_too_and_a_measured_one_is_not()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, await platform.Get<LostSeriesReconciler>().ReconcileAsync(CancellationToken.None));
        await series.AddAsync("1.1", TestStudies.Dicom(1), TestStudies.Dicom(2));
        Assert.Equal(1, await platform.Get<LostSeriesReconciler>().ReconcileAsync(CancellationToken.None));
    }

    private async Task FitOnOneAsync()
    {
        await NormalizeAsync(await series.AddAsync("1.1", TestStudies.Dicom()));
        await series.EndImportAsync("i", "1.1");
        Assert.Equal(1, await FitAsync());
    }

    private Task NormalizeAsync(SeriesCompleted message) => platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);

    private Task<int> FitAsync() => platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);

    /// <summary>Does what the consumer does with every event that was published again.</summary>
    private async Task ReplayAsync()
    {
        foreach (var message in platform.Published.Of<SeriesCompleted>().ToList())
        {
            await NormalizeAsync(message);
        }
    }

    private Task<List<NormalizationRecord>> RecordsAsync() => platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefix);

    private async Task<List<EncodedSample>> SamplesAsync()
    {
        var samples = new List<EncodedSample>();
        foreach (var record in await RecordsAsync())
        {
            await using var bundle = await platform.Store.OpenVerifiedAsync(record.Bundle!, CancellationToken.None);
            samples.AddRange(ShardReader.Read(bundle));
        }

        return samples;
    }
}
