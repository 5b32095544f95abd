using System.Text.Json;

namespace MedSsl.Shards;

/// <summary>Reads the manifest of a shard and holds it against what the dataset says.</summary>
internal static class ShardManifestReader
{
    /// <summary>The manifest of <paramref name="shard"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another format, or contradicts the dataset; the message says how.</exception>
    public static ShardManifest Parse(DatasetShard shard, byte[] json)
    {
        ShardManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ShardManifest>(json, ShardJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of shard {shard.ShardId} cannot be read: {e.Message}", e);
        }

        return Problem(shard, manifest) is { } problem
            ? throw new InvalidDataException($"The manifest of shard {shard.ShardId} {problem}")
            : manifest;
    }

    private static string? Problem(DatasetShard shard, ShardManifest manifest)
    {
        if (manifest.FormatVersion != ShardManifest.CurrentFormat)
        {
            return $"has format '{manifest.FormatVersion}'; this reader knows '{ShardManifest.CurrentFormat}'.";
        }

        if (manifest.Id != shard.ShardId || manifest.Shard.Sha256 != shard.Shard.Sha256 || manifest.Samples.Count != shard.SampleCount)
        {
            return $"describes shard {manifest.Id} with {manifest.Samples.Count} samples and SHA-256 {manifest.Shard.Sha256}; " +
                $"the dataset lists {shard.SampleCount} samples and SHA-256 {shard.Shard.Sha256}.";
        }

        var outside = manifest.Samples.FirstOrDefault(sample =>
            sample.Offset < 0 || sample.Length is <= 0 or > ShardFormat.MaxImageBytes || sample.Offset > shard.Shard.Bytes - sample.Length);
        return outside is null ? null : $"places sample {outside.Metadata.Key} at {outside.Offset} + {outside.Length}, outside its {shard.Shard.Bytes} bytes.";
    }
}
