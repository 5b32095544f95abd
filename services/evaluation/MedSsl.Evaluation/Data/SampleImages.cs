using System.Collections;
using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>
/// The images of labelled samples, read when asked for and shrunk to the size that features are made at. As many as fit
/// <see cref="CacheBytes"/> stay in memory, because every backbone asks for all of them twice; the rest are read again.
/// </summary>
internal sealed class SampleImages : IReadOnlyList<GrayImage>
{
    private const long CacheBytes = 512L << 20;

    private readonly NormalizedImages _images;
    private readonly int[] _places;
    private readonly int _size;
    private readonly GrayImage?[] _cached;

    public SampleImages(NormalizedImages images, IReadOnlyList<LabelledSample> samples, int size)
    {
        var index = new Dictionary<string, int>(images.Samples.Count, StringComparer.Ordinal);
        for (var i = 0; i < images.Samples.Count; i++)
        {
            index.Add(images.Samples[i].Key, i);
        }

        _images = images;
        _places = [.. samples.Select(sample => index[sample.Metadata.Key])];
        _size = size;
        _cached = new GrayImage?[(int)Math.Min(samples.Count, CacheBytes / ((long)size * size * sizeof(float)))];
    }

    public int Count => _places.Length;

    /// <summary>Thread-safe: two readers of one image may both decode it, to the same pixels.</summary>
    public GrayImage this[int index] => index < _cached.Length ? _cached[index] ??= Read(index) : Read(index);

    public IEnumerator<GrayImage> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GrayImage Read(int index) => Resampling.ToLongestSide(_images.Read(_places[index]), _size);
}
