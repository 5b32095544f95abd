using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MedSsl.Shards;
using MedSsl.Testing;
using ZstdSharp;

namespace MedSsl.Benchmarks;

/// <summary>
/// The codec of shard samples on 16-bit CT and MR slices: size, and megabytes of raw pixels per second of one core. Peer: zstd level 1 alone on
/// the same pixels with the same binding.
/// </summary>
internal static class CodecBenchmark
{
    private const double EncodeGoal = 250;
    private const double DecodeGoal = 1200;

    public static IEnumerable<BenchmarkRow> Run()
    {
        var folder = Environment.GetEnvironmentVariable("MEDSSL_DEV_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data", "dev");
        var sets = new[] { "ct_chest_dicom", "mr_t1_dicom" }
            .Select(name => (Name: name, Images: NativeSlices(Path.Combine(folder, name))))
            .Where(set => set.Images.Count > 0)
            .Append((Name: "generated 12-bit", Images: Enumerable.Range(0, 16).Select(i => Generated(512, 512, (ulong)i)).ToList()))
            .ToList();
        return sets.SelectMany(set => Rows(set.Name, set.Images));
    }

    private static IEnumerable<BenchmarkRow> Rows(string set, List<SampleImage> images)
    {
        using var compressor = new Compressor(1);
        using var decompressor = new Decompressor();
        var raw = images.Select(image => MemoryMarshal.AsBytes(image.Pixels.AsSpan()).ToArray()).ToList();
        var ours = images.Select(image => SampleCodec.Encode(image.Pixels, image.Width, image.Height)).ToList();
        var peers = raw.Select(bytes => compressor.Wrap(bytes).ToArray()).ToList();
        var megabytes = raw.Sum(bytes => (double)bytes.Length) / 1e6;
        if (images.Zip(ours).Any(pair => !pair.First.Pixels.AsSpan().SequenceEqual(SampleCodec.Decode(pair.Second).Pixels)))
        {
            throw new InvalidOperationException($"{set}: an image did not survive the round trip.");
        }

        var target = new byte[raw.Max(bytes => Compressor.GetCompressBound(bytes.Length))];
        Action encodeOurs = () => images.ForEach(image => SampleCodec.Encode(image.Pixels, image.Width, image.Height));
        Action encodePeer = () => raw.ForEach(bytes => compressor.Wrap(bytes, target));
        Action decodeOurs = () => ours.ForEach(bytes => SampleCodec.Decode(bytes));
        Action decodePeer = () => peers.ForEach(bytes => decompressor.Unwrap(bytes, target));

        // Hot loops are compiled in tiers: only some seconds of calls show the speed of a long run.
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 3;)
        {
            encodeOurs();
            encodePeer();
            decodeOurs();
            decodePeer();
        }

        var encode = Measure.Alternating(encodeOurs, encodePeer);
        var decode = Measure.Alternating(decodeOurs, decodePeer);

        const string Peer = "zstd-1 on raw bytes";
        yield return new($"{set}: ratio of {images.Count} images", megabytes * 1e6 / ours.Sum(bytes => bytes.Length), "x", Peer, megabytes * 1e6 / peers.Sum(bytes => bytes.Length));
        yield return Speed($"{set}: encode", megabytes / encode.First, Peer, megabytes / encode.Second, EncodeGoal);
        yield return Speed($"{set}: decode", megabytes / decode.First, Peer, megabytes / decode.Second, DecodeGoal);
    }

    private static BenchmarkRow Speed(string metric, double value, string peer, double peerValue, double goal) =>
        new(metric, value, "MB/s", peer, peerValue, $">= {goal} MB/s", value >= goal);

    /// <summary>
    /// The slices of a folder of uncompressed little-endian DICOM files with 16 bits per pixel: their Pixel Data (7FE0,0010) ends the file. The
    /// codec is measured on stored values, so nothing else of the format is read.
    /// </summary>
    private static List<SampleImage> NativeSlices(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(NativeSlice).OfType<SampleImage>()]
        : [];

    private static SampleImage? NativeSlice(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        var (height, width) = (UInt16(bytes, 0x10), UInt16(bytes, 0x11));
        var tag = bytes.LastIndexOf<byte>([0xE0, 0x7F, 0x10, 0x00]);
        var length = 2 * width * height;
        if (length == 0 || tag < 0 || tag < bytes.Length - length - 12 || length > bytes.Length)
        {
            return null;
        }

        return new SampleImage(width, height, MemoryMarshal.Cast<byte, ushort>(bytes[^length..]).ToArray());
    }

    /// <summary>Rows (0028,0010) or Columns (0028,0011), with or without the explicit VR "US".</summary>
    private static int UInt16(ReadOnlySpan<byte> file, byte element)
    {
        var at = Math.Max(
            file.LastIndexOf<byte>([0x28, 0x00, element, 0x00, 0x02, 0x00, 0x00, 0x00]),
            file.LastIndexOf<byte>([0x28, 0x00, element, 0x00, (byte)'U', (byte)'S', 0x02, 0x00]));
        return at < 0 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 8)..]);
    }

    /// <summary>A smooth field with an edge and noise of a few grey levels: the residuals of a 12-bit slice.</summary>
    internal static SampleImage Generated(int width, int height, ulong seed)
    {
        var pixels = new ushort[width * height];
        var state = seed;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((i % width) - (width / 2.0), (i / width) - (height / 2.0));
            state = (state * 6364136223846793005) + 1442695040888963407;
            var noise = (int)(state >> 60) - 8;
            var inside = (x * x) + (y * y) < width * height / 6.0;
            pixels[i] = (ushort)(inside ? 1200 + (int)(200 * Math.Sin(x / 40) * Math.Cos(y / 55)) + noise : 24 + noise);
        }

        return new SampleImage(width, height, pixels);
    }
}
