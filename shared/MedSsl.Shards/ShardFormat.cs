using System.Text.Json;

namespace MedSsl.Shards;

/// <summary>What writer and reader of shards agree on: names and the rules of a sample.</summary>
internal static class ShardFormat
{
    /// <summary>Extension of the encoded image.</summary>
    public const string ImageExtension = ".img";

    /// <summary>Extension of the metadata.</summary>
    public const string MetadataExtension = ".json";

    /// <summary>Extension of the same image as a PNG, for readers without the codec.</summary>
    public const string PngExtension = ".png";

    /// <summary>Largest encoded image: raw pixels of the largest image, the header and what zstd may add to incompressible data.</summary>
    public const int MaxImageBytes = (2 * SampleCodec.MaxPixels) + (1 << 20);

    /// <summary>Largest PNG: the same, and a byte for each row, of which there may be as many as pixels.</summary>
    public const int MaxPngBytes = MaxImageBytes + SampleCodec.MaxPixels;

    /// <summary>Largest metadata member.</summary>
    public const int MaxMetadataBytes = 1 << 20;

    public static byte[] WriteMetadata(SampleMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata, ShardJson.Options);

    public static SampleMetadata ReadMetadata(string member, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleMetadata>(json, ShardJson.Options) ?? throw new InvalidDataException($"Shard member {member} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Shard member {member} is not sample metadata: {e.Message}", e);
        }
    }

    /// <summary>Why metadata, image and PNG, if there is one, do not make a sample; null where they do.</summary>
    public static string? Problem(EncodedSample sample) => Problem(sample.Metadata, sample.Payload.Span) ?? PngProblem(sample.Metadata, sample.Png.Span);

    private static string? PngProblem(SampleMetadata metadata, ReadOnlySpan<byte> png) =>
        png.IsEmpty ? null
        : Png16.ReadSize(png) is not var (width, height) ? $"The member '{metadata.Key}{PngExtension}' is no grey PNG of 16 bits."
        : (width, height) != (metadata.Width, metadata.Height) ? $"The PNG of sample {metadata.Key} is {width} x {height}, but its metadata says {metadata.Width} x {metadata.Height}."
        : null;

    private static string? Problem(SampleMetadata metadata, ReadOnlySpan<byte> image)
    {
        if (!SampleKey.IsValid(metadata.Key))
        {
            return $"Sample key '{metadata.Key}' is not {SampleKey.Length} lower-case hexadecimal digits.";
        }

        if (metadata.Depth is { } depth && (depth < 1 || metadata.Height % depth != 0))
        {
            return $"Volume {metadata.Key} has {metadata.Height} rows, which are not {depth} planes of one height.";
        }

        if (image.Length > MaxImageBytes)
        {
            return $"The image of sample {metadata.Key} has {image.Length} bytes; at most {MaxImageBytes} are allowed.";
        }

        try
        {
            var (width, height) = SampleCodec.ReadSize(image);
            return (width, height) == (metadata.Width, metadata.Height)
                ? null
                : $"The image of sample {metadata.Key} is {width} x {height}, but its metadata says {metadata.Width} x {metadata.Height}.";
        }
        catch (InvalidDataException e)
        {
            return $"The image of sample {metadata.Key} cannot be read. {e.Message}";
        }
    }
}
