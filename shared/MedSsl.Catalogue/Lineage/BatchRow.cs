using MedSsl.Shards;

namespace MedSsl.Catalogue.Lineage;

/// <summary>A row of a batch that a run made.</summary>
/// <param name="Slot">Its place in the batch, from 0.</param>
/// <param name="Modality">Its modality.</param>
/// <param name="Draw">Which draw of the modality, from 0.</param>
/// <param name="Epoch">Pass over the modality that the draw belongs to, from 1.</param>
/// <param name="ShardId">Shard that the dataset version lists for the sample.</param>
/// <param name="Stored">Shard that it lies in now: another where a patient was taken out of that one; null when nothing of it is left.</param>
/// <param name="Sample">The sample; null when its patient was withdrawn since.</param>
/// <param name="Replaced">Why it stood in the place of the draw's own sample; null where it is that one.</param>
public sealed record BatchRow(int Slot, string Modality, long Draw, long Epoch, string ShardId, DatasetShard? Stored, ShardSample? Sample, string? Replaced);
