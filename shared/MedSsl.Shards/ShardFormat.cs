using System.Text.Json;

namespace MedSsl.Shards;

/// <summary>What writer and reader of shards agree on: names and the rules of a sample.</summary>
internal static class ShardFormat
{
    /// <summary>Extension of the encoded image.</summary>
    public const string ImageExtension = ".img";

    /// <summary>Extension of the metadata.</summary>
    public const string MetadataExtension = ".json";

    /// <summary>Largest encoded image: raw pixels of the largest image, the header and what zstd may add to incompressible data.</summary>
    public const int MaxImageBytes = (2 * SampleCodec.MaxPixels) + (1 << 20);

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

    /// <summary>Why metadata and image do not make a sample; null where they do.</summary>
    public static string? Problem(SampleMetadata metadata, ReadOnlySpan<byte> image)
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
