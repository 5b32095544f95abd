using System.Buffers;

namespace MedSsl.Shards;

/// <summary>
/// Samples on their way into a shard: the images in a temporary file, only the metadata in memory, so that a series of a thousand slices or a shard of
/// gigabytes costs no more memory than a small one. The file has no use after this process and goes with it. Not thread-safe.
/// </summary>
public sealed class SampleSpool : IDisposable
{
    private readonly string folder;
    private readonly FileStream images;
    private readonly List<SampleMetadata> samples = [];
    private readonly List<(long Offset, int Image, int Png)> places = [];

    /// <summary>An empty spool with its file in <paramref name="folder"/>, which is made if it is absent.</summary>
    public SampleSpool(string folder)
    {
        this.folder = folder;
        images = UnnamedFile.Create(folder);
    }

    /// <summary>What was added, in that order.</summary>
    public IReadOnlyList<SampleMetadata> Samples => samples;

    /// <summary>Adds a sample; its image is not kept in memory.</summary>
    /// <exception cref="ArgumentException">It breaks the format; the message says how.</exception>
    public void Add(EncodedSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ShardWriter.ThrowUnlessValid(sample);
        places.Add((images.Length, sample.Payload.Length, sample.Png.Length));
        samples.Add(sample.Metadata);
        images.Seek(0, SeekOrigin.End);
        images.Write(sample.Payload.Span);
        images.Write(sample.Png.Span);
    }

    /// <summary>Leaves out the samples whose place is not in <paramref name="wanted"/>.</summary>
    public void Keep(IReadOnlySet<int> wanted)
    {
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            if (!wanted.Contains(i))
            {
                samples.RemoveAt(i);
                places.RemoveAt(i);
            }
        }
    }

    /// <summary>Says that sample <paramref name="index"/> repeats another one.</summary>
    public void MarkNearDuplicate(int index, string ofKey) => samples[index] = samples[index] with { NearDuplicateOf = ofKey };

    /// <summary>The shard of all samples, in a temporary file of its own that goes when it is closed, to be read from its beginning.</summary>
    /// <exception cref="ArgumentException">There is no sample, or two have one key.</exception>
    public (FileStream Shard, ShardIndex Index) Seal()
    {
        var shard = UnnamedFile.Create(folder);
        var buffer = ArrayPool<byte>.Shared.Rent(places.Count == 0 ? 1 : places.Max(place => place.Image + place.Png));
        try
        {
            var index = ShardWriter.Write(shard, samples, i =>
            {
                var (offset, image, png) = places[i];
                images.Position = offset;
                images.ReadExactly(buffer, 0, image + png);
                return (new ArraySegment<byte>(buffer, 0, image), new ArraySegment<byte>(buffer, image, png));
            });
            shard.Position = 0;
            return (shard, index);
        }
        catch
        {
            shard.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => images.Dispose();
}
