using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>What is looked up in the index: 128 bits of a digest, so that names are spread evenly and all take the same room.</summary>
internal static class MembershipName
{
    /// <summary>A sample: its key is a digest already.</summary>
    public static UInt128 Of(SampleMetadata sample) => BinaryPrimitives.ReadUInt128BigEndian(Convert.FromHexString(sample.Key));

    /// <summary>A series.</summary>
    public static UInt128 OfSeries(string seriesUid) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"series:{seriesUid}")));
}
