namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>So many samples under a name lie in a shard: one under the name of a sample, several under that of a series.</summary>
/// <param name="Name">A <see cref="MembershipName"/>.</param>
/// <param name="Shard">The shard, by its place in the list of its file.</param>
/// <param name="Count">Samples.</param>
internal readonly record struct MembershipEntry(UInt128 Name, int Shard, int Count);
