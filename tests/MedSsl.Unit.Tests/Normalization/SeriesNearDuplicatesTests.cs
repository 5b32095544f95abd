using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Intensity;
using MedSsl.Imaging.Similarity;
using MedSsl.Ingestion.Imports;
using MedSsl.Normalization;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>Slices of a series that repeat another one of it are marked, by the order of the series. Nothing is taken away: readers choose.</summary>
public sealed class SeriesNearDuplicatesTests
{
    [Fact]
    public async Task Marks_do_not_depend_on_the_order_of_arrival()
    {
        var files = Enumerable.Range(0, 12).Select(slice => TestStudies.Dicom(content: 1 + (slice / 3), size: 96)).ToArray();
        var order = Enumerable.Range(0, 12).ToArray();
        var expected = await NormalizeAsync(files, order);
        Assert.Equal([0, 3, 6, 9], expected.Where(sample => sample.NearDuplicateOf is null).Select(sample => sample.InstanceNumber));
        Assert.Equal(SampleKey.Of("1.1.3", 0), expected[5].NearDuplicateOf);

        new Random(4).Shuffle(order);
        var shuffled = await NormalizeAsync(files, order);
        Assert.Equal(expected.Select(sample => (sample.Key, sample.NearDuplicateOf)), shuffled.Select(sample => (sample.Key, sample.NearDuplicateOf)));
    }

    [Fact]
    public async Task Nothing_is_marked_where_it_is_switched_off()
    {
        var file = TestStudies.Dicom(size: 96);
        Assert.All(await NormalizeAsync([file, file], [0, 1], "--Normalization:NearDuplicates=false"), sample => Assert.Null(sample.NearDuplicateOf));
    }

    [Fact]
    public void Find_real_mr_in_steps_of_one_millimetre_repeats_itself()
    {
        var folder = Repository.DevelopmentData("mr_t1_dicom/t1_gre_fsp_3d_sag__132750");
        var series = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => Prepared("MR", File.ReadAllBytes(file))).ToList();

        Assert.Equal(20, series.Count);
        Assert.InRange(Marked(series), 6, 10);
        Assert.InRange(Marked([.. series.Where((_, i) => i % 5 == 0)]), 0, 0); // at 5 mm every slice says something
    }

    [Fact]
    public void Find_real_ct_in_steps_of_five_millimetres_hardly_repeats_itself()
    {
        var series = Directory.GetDirectories(Repository.DevelopmentData("ct_ich")).Order(StringComparer.Ordinal).Take(5)
            .Select(folder => Directory.GetFiles(folder, "*.png").Where(file => !file.Contains("mask", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Png).ToList()).ToList();

        Assert.InRange(series.Sum(slices => slices.Count), 140, 200);
        Assert.InRange(series.Sum(Marked), 0, 5);

        // The same slices twice each, as a series that was reconstructed at half the spacing: every second one adds nothing.
        Assert.All(series, slices => Assert.InRange(Marked([.. slices.SelectMany(slice => new[] { slice, slice })]), slices.Count, slices.Count + 5));
    }

    /// <summary>The samples of a series by instance number, its manifest listing the files in <paramref name="order"/>.</summary>
    private static async Task<List<SampleMetadata>> NormalizeAsync(byte[][] files, int[] order, params string[] settings)
    {
        await using var platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, null, null, ["--Normalization:WorkingSize=96", .. settings]);
        var message = await new CompletedSeries(platform.Store).AddAsync("1.1", files);
        var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(message.Manifest, CancellationToken.None);
        var listed = await platform.Store.PutJsonAsync(message.Manifest.Key, manifest with { Instances = [.. order.Select(i => manifest.Instances[i])] }, PutCondition.Overwrite, CancellationToken.None);
        var reference = ReferenceEnergies.Fit("CR", "v1", new EnergyBandSettings(), [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1]]);
        await platform.Store.PutJsonAsync(ObjectKeys.Reference("CR", "v1"), reference, PutCondition.Overwrite, CancellationToken.None);
        await platform.Get<SeriesNormalizer>().NormalizeAsync(message with { Manifest = listed.Object }, platform.Get<IBus>(), CancellationToken.None);
        var record = Assert.Single(await platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefix));
        await using var bundle = await platform.Store.OpenVerifiedAsync(record.Bundle!, CancellationToken.None);
        return [.. ShardReader.Read(bundle).Select(sample => sample.Metadata).OrderBy(sample => sample.InstanceNumber)];
    }

    private static int Marked(IEnumerable<GrayImage> series)
    {
        var search = new NearDuplicateSearch(new NearDuplicateSettings());
        foreach (var slice in series)
        {
            search.Add(Thumbnail.Of(slice));
        }

        return search.Found().Count(mark => mark is not null);
    }

    private static GrayImage Png(string file)
    {
        var row = new ManifestRow { Line = 1, PatientId = "p", StudyId = "s", SeriesId = "s", InstanceNumber = 1, Modality = "CT" };
        Assert.True(ImageFile.TryConvert(File.ReadAllBytes(file), row, file, out var dicom, out var reason), reason);
        return Prepared("CT", dicom);
    }

    private static GrayImage Prepared(string modality, byte[] file)
    {
        var frame = Files.Decode(Files.Parse(file));
        return ModalityPreparation.Prepare(modality, new GrayImage(frame.Columns, frame.Rows, frame.Values), new PreparationParameters { BitsStored = modality == "CT" ? 8 : 16 });
    }
}
