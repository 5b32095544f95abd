using System.Security.Cryptography;
using MedSsl.Contracts;
using MedSsl.Shards;

namespace MedSsl.Unit.Tests.Shards;

/// <summary>Made-up samples, shards and references for the tests of this folder.</summary>
internal static class TestSamples
{
    public static ushort[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (ushort)random.Next(65536))];
    }

    public static ushort[] Smooth(int width, int height) =>
        [.. Enumerable.Range(0, width * height).Select(i => (ushort)(2000 + (1500 * Math.Sin(i % width / 17.0) * Math.Cos(i / width / 11.0))))];

    public static SampleMetadata Metadata(int number, int width, int height, string modality = "CT") => new()
    {
        Key = SampleKey.Of("2.25." + number, 0),
        Modality = modality,
        PatientId = "p" + number,
        StudyUid = "2.25.1",
        SeriesUid = "2.25.2",
        SopInstanceUid = "2.25." + number,
        Frame = 0,
        InstanceNumber = number,
        Width = width,
        Height = height,
        ValueScale = 0.25,
        ValueOffset = -1,
        ReferenceVersion = "v1",
        Energies = [0.5, 1.25],
    };

    public static EncodedSample Sample(int number, string modality = "CT")
    {
        var (width, height) = (20 + number, 12);
        return new EncodedSample(Metadata(number, width, height, modality), SampleCodec.Encode(Noise(width * height, number), width, height));
    }

    public static EncodedSample[] Several(int count) => [.. Enumerable.Range(0, count).Select(i => Sample(i))];

    public static (byte[] Bytes, ShardIndex Index) Shard(params EncodedSample[] samples)
    {
        using var stream = new MemoryStream();
        var index = ShardWriter.Write(stream, samples);
        return (stream.ToArray(), index);
    }

    public static ObjectRef Reference(string key, byte[] content) => new()
    {
        Bucket = "test",
        Key = key,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        Bytes = content.Length,
        MediaType = "application/octet-stream",
    };
}
