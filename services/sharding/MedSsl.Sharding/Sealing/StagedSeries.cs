using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Sealing;

/// <summary>A normalized series that waits for a shard.</summary>
/// <param name="Entry">Its entry in the object store, as it was listed.</param>
/// <param name="Record">What normalization made of it.</param>
internal sealed record StagedSeries(ObjectInfo Entry, NormalizationRecord Record);
