using MedSsl.Imaging;
using MedSsl.Imaging.Intensity;
using MedSsl.Imaging.Similarity;
using MedSsl.Ingestion.Imports;
using MedSsl.Normalization.Series;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom;
using MedSsl.Unit.Tests.Imaging;
using MedSsl.Unit.Tests.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

public sealed class NearDuplicateMarksTests
{
    private static readonly NearDuplicateSettings Settings = new();

    [Fact]
    public void Apply_order_of_arrival_changes_nothing()
    {
        var samples = TestSamples.Several(12);
        var thumbnails = Enumerable.Range(0, 12).Select(i => Thumbnail.Of(MedSsl.Imaging.Phantoms.Phantoms.Draw("head_bleed", true, 96, seed: 1, patient: i / 3, instance: 1).Prepare())).ToArray();
        var expected = Apply(samples, thumbnails, Settings);
        Assert.Equal([0, 3, 6, 9], expected.Index().Where(item => item.Item.NearDuplicateOf is null).Select(item => item.Index));
        Assert.Equal(samples[3].Metadata.Key, expected[5].NearDuplicateOf);

        var order = Enumerable.Range(0, 12).ToArray();
        new Random(4).Shuffle(order);
        var shuffled = Apply([.. order.Select(i => samples[i])], [.. order.Select(i => thumbnails[i])], Settings);
        Assert.Equal(order.Select(i => expected[i]), shuffled);
    }

    [Fact]
    public void Apply_other_metadata_stays()
    {
        var samples = TestSamples.Several(2);
        var thumbnail = Thumbnail.Of(TestImages.Natural(64, 64));
        var marked = Apply(samples, [thumbnail, thumbnail], Settings with { Quota = 1 });

        Assert.Equal(samples[0].Metadata, marked[0]);
        Assert.Equal(samples[1].Metadata, marked[1] with { NearDuplicateOf = null });
        Assert.Equal(samples[0].Metadata.Key, marked[1].NearDuplicateOf);
        Assert.Empty(Apply([], [], Settings));
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

    private static SampleMetadata[] Apply(EncodedSample[] samples, Thumbnail[] thumbnails, NearDuplicateSettings settings)
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            using var spool = new SampleSpool(folder);
            Array.ForEach(samples, spool.Add);
            var marked = NearDuplicateMarks.Apply(spool, thumbnails, settings);
            Assert.Equal(marked, spool.Samples.Count(sample => sample.NearDuplicateOf is not null));
            return [.. spool.Samples];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Marked(List<GrayImage> series) => NearDuplicates.Find([.. series.Select(Thumbnail.Of)], Settings).Count(mark => mark is not null);

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
