namespace MedSsl.Shards;

/// <summary>A sample as it lies in a shard.</summary>
/// <param name="Metadata">The <c>{key}.json</c> member.</param>
/// <param name="Payload">The <c>{key}.img</c> member: an image of <see cref="SampleCodec"/>.</param>
/// <param name="Png">The <c>{key}.png</c> member: the same pixels as <see cref="Png16"/>; empty where there is none, as mostly.</param>
public sealed record EncodedSample(SampleMetadata Metadata, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Png = default);
