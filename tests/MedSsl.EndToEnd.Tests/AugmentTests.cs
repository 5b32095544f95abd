using MedSsl.Imaging.Phantoms;
using MedSsl.Shards;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary><c>medssl augment</c> on a shard file: the same sheet each time, and mistakes named.</summary>
public sealed class AugmentTests
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47];

    [Fact]
    public async Task When_a_sample_of_a_shard_file_is_augmented_Should_draw_the_same_sheet_again_and_another_for_another_seed()
    {
        var (folder, shard, deployment) = (Repository.NewTemporaryFolder(), Path.Combine(Repository.NewTemporaryFolder(), "shard.tar"), Deployment.Embedded());
        await WriteAsync(shard, "00aa", "00ab", "0c00");
        var sheets = new List<byte[]>();
        foreach (var seed in (string[])["3", "3", "4"])
        {
            var sheet = Path.Combine(folder, $"{sheets.Count}.png");
            var answer = await MedSslProcess.AnswerAsync(deployment.Settings, "augment", "--shard", shard, "--sample", "00ab", "--recipe", "demo", "--epoch", "2", "--epochs", "2", "--seed", seed, "--out", sheet);

            Assert.StartsWith("00ab", answer.GetProperty("key").GetString(), StringComparison.Ordinal);
            Assert.Equal([2L, 2, 2, 2, 3, 3, 3, 3], answer.GetProperty("views").EnumerateArray().Select(view => view.GetProperty("epoch").GetInt64()));
            sheets.Add(await File.ReadAllBytesAsync(sheet, TestContext.Current.CancellationToken));
        }

        Assert.Equal(PngSignature, sheets[0][..4]);
        Assert.Equal(sheets[0], sheets[1]);
        Assert.NotEqual(sheets[0], sheets[2]);
    }

    [Theory]
    [InlineData("--sample 00c --out x.png", "--sample 00c: no image of", "00aa0000000000000000000000000000, 00ab")]
    [InlineData("--sample 00a --out /nowhere/x.png", "--out /nowhere/x.png cannot be written")]
    [InlineData("--epoch 0 --out x.png", "--epoch 0: expected 1 to")]
    [InlineData("--recipe tiny --out x.png", "--recipe: expected a file or one of", "small-data")]
    [InlineData("--with cropping=none --out x.png", "cropping is 'none'; allowed: Area, Rescale")]
    public async Task When_something_is_wrong_Should_name_it(string arguments, params string[] said)
    {
        var shard = Path.Combine(Repository.NewTemporaryFolder(), "shard.tar");
        await WriteAsync(shard, "00aa", "00ab", "0c00");

        await using var process = MedSslProcess.Start(Deployment.Embedded().Settings, ["augment", "--shard", shard, .. arguments.Split(' ')]);
        Assert.NotEqual(0, await process.WaitAsync());

        Assert.All(said, text => Assert.Contains(text, process.Errors, StringComparison.Ordinal));
    }

    private static async Task WriteAsync(string file, params string[] keys)
    {
        await using var stream = File.Create(file);
        ShardWriter.Write(stream, keys.Select((key, index) => Sample(key.PadRight(32, '0'), index)));
    }

    private static EncodedSample Sample(string key, int index)
    {
        var image = Phantoms.Draw("chest_nodule", true, 96, 1, index, 0).Prepare();
        var metadata = new SampleMetadata
        {
            Key = key,
            Modality = "CR",
            PatientId = "P1",
            StudyUid = "1.2.3",
            SeriesUid = "1.2.3.4",
            SopInstanceUid = $"1.2.3.4.{index}",
            Frame = 0,
            InstanceNumber = index,
            Width = image.Width,
            Height = image.Height,
            ValueScale = StoredValues.Unit.Scale,
            ValueOffset = StoredValues.Unit.Offset,
            ReferenceVersion = SampleMetadata.NotNormalized,
            Energies = [],
        };
        return new EncodedSample(metadata, SampleCodec.Encode(StoredValues.Unit.Quantize(image.Pixels), image.Width, image.Height));
    }
}
