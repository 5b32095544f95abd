using System.Security.Cryptography;
using System.Text.Json;
using MedSsl.Contracts.Datasets;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Definitions;

/// <summary>A definition as recorded: every source has its version, so that it is the same whenever it is worked on.</summary>
/// <param name="Dataset">Name of the dataset.</param>
/// <param name="Definition">The definition.</param>
/// <param name="AcceptedAt">When it was recorded (UTC).</param>
internal sealed record AcceptedDefinition(string Dataset, DatasetDefinition Definition, DateTimeOffset AcceptedAt)
{
    private const int DigestLength = 16;

    /// <summary>The definition's digest: the same one is worked on once.</summary>
    public string Digest() => Digest(Definition);

    public static string Digest(DatasetDefinition definition) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(definition, Json.Options)))[..DigestLength];

    /// <summary>Name of the work; its parts.</summary>
    public static string WorkId(string dataset, string digest) => $"{dataset}.{digest}";

    public static (string Dataset, string Digest) Parse(string workId) => (workId[..^(DigestLength + 1)], workId[^DigestLength..]);
}
