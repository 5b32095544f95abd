using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Probes;

/// <summary>
/// Frozen features of whole images: padded to a square, resized, through the backbone, averaged over the last map. One code path for trained
/// and for random weights. Batch-normalisation statistics belong to the images a network last saw (random ones to none at all), so they are
/// re-estimated on the images at hand by <see cref="Calibrate"/>; without it the comparison would measure mostly that.
/// </summary>
public sealed class BackboneFeatures : IDisposable
{
    private const int CalibrationBatch = 64;

    private readonly ResNet _network;

    /// <summary>Takes over <paramref name="network"/>.</summary>
    internal BackboneFeatures(ResNet network) => _network = network;

    /// <summary>Features per image.</summary>
    public int FeatureCount => checked((int)_network.FeatureCount);

    /// <summary>Reads a backbone that the platform registered (safetensors with torchvision's names).</summary>
    /// <exception cref="InvalidDataException">The stream is not such a file; the message says what is wrong.</exception>
    public static BackboneFeatures FromWeights(Stream safetensors) => new(BackboneFile.Read(safetensors));

    /// <summary>A backbone as it is before any training: the comparison that a trained one must beat.</summary>
    /// <param name="backbone">A name that <see cref="ResNet.Create"/> knows.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    public static BackboneFeatures Random(string backbone, ulong seed) => new(ResNet.Create(backbone, inputChannels: 1, seed));

    /// <summary>
    /// Replaces mean and variance of every batch normalisation by their averages over <paramref name="images"/> (at least two), each image
    /// counting alike. Batches mix the images in an order that depends on their number only.
    /// </summary>
    public void Calibrate(IReadOnlyList<GrayImage> images, int size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count < 2)
        {
            throw new ArgumentException($"Batch statistics need two or more images; there are {images.Count}.", nameof(images));
        }

        var order = Enumerable.Range(0, images.Count).ToArray();
        new SeededRandom(0, (ulong)images.Count).Shuffle(order.AsSpan());
        var norms = _network.modules().OfType<BatchNorm2d>().ToList();
        var seen = 0;
        _network.train();
        try
        {
            foreach (var range in Batches(order.Length, CalibrationBatch))
            {
                var count = range.End.Value - range.Start.Value;
                seen += count;

                // running += momentum · (batch − running): with this momentum the running value is the mean over all images so far, and
                // the first batch replaces what was there.
                norms.ForEach(norm => norm.momentum = (double)count / seen);
                Forward(images, order.AsMemory(range), size, cancellationToken);
            }
        }
        finally
        {
            _network.eval();
        }
    }

    /// <summary>One row of features per image; call <see cref="Calibrate"/> first.</summary>
    public float[][] Extract(IReadOnlyList<GrayImage> images, int size, int batch = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        _network.eval();
        var order = Enumerable.Range(0, images.Count).ToArray();
        var result = new List<float[]>(images.Count);
        foreach (var range in Batches(order.Length, batch))
        {
            result.AddRange(Forward(images, order.AsMemory(range), size, cancellationToken).Chunk(FeatureCount));
        }

        return [.. result];
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private float[] Forward(IReadOnlyList<GrayImage> images, ReadOnlyMemory<int> order, int size, CancellationToken cancellationToken)
    {
        var pixels = new float[order.Length * size * size];
        Parallel.For(0, order.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            Prepare(images[order.Span[i]], size, pixels.AsSpan(i * size * size, size * size)));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _network.call(tensor(pixels, [order.Length, 1, size, size])).data<float>().ToArray(); // [B, FeatureCount]
    }

    private static void Prepare(GrayImage image, int size, Span<float> destination)
    {
        var prepared = image.Clone();
        NetworkInput.ToUnitRange(prepared.Pixels);
        NetworkInput.Standardize(prepared.Pixels);

        // Padding is 0 after standardisation, which is what convolutions pad with too.
        Resampling.Resize(Resampling.PadToSquare(prepared), size, size).Pixels.CopyTo(destination);
    }

    /// <summary>Batches of nearly equal size: a last batch of one image would have no variance.</summary>
    private static IEnumerable<Range> Batches(int count, int largest)
    {
        var batches = (count + largest - 1) / largest;
        for (var i = 0; i < batches; i++)
        {
            yield return (int)((long)count * i / batches)..(int)((long)count * (i + 1) / batches);
        }
    }
}
