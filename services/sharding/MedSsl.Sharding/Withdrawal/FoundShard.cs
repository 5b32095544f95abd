namespace MedSsl.Sharding.Withdrawal;

/// <summary>A shard with samples of a patient.</summary>
/// <param name="ShardId">Its identity.</param>
/// <param name="SampleCount">All its samples.</param>
/// <param name="Positions">Places of the patient's samples in the order of the archive, from 0.</param>
/// <param name="Keys">Their keys, in the same order.</param>
public sealed record FoundShard(string ShardId, int SampleCount, IReadOnlyList<int> Positions, IReadOnlyList<string> Keys);
