using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Learning.Tests;

/// <summary>Writes datasets as the platform stores them.</summary>
internal static class StoredDataset
{
    /// <summary>Version 1 of a dataset, of one shard for each group of samples; it is made, not stored.</summary>
    public static async Task<DatasetManifest> MakeAsync(IObjectStore store, string dataset, IEnumerable<EncodedSample[]> parts)
    {
        var shards = new List<DatasetShard>();
        foreach (var part in parts)
        {
            using var tar = new MemoryStream();
            var index = ShardWriter.Write(tar, part);
            tar.Position = 0;
            var shard = (await store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.IfAbsent, CancellationToken.None)).Object;
            var described = new ShardManifest { FormatVersion = ShardManifest.CurrentFormat, Id = index.Id, Modality = "CR", Shard = shard, Samples = index.Samples };
            var put = await store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), described, PutCondition.IfAbsent, CancellationToken.None);
            shards.Add(new DatasetShard { ShardId = index.Id, Modality = "CR", SampleCount = part.Length, Shard = shard, Manifest = put.Object });
        }

        return new DatasetManifest { Dataset = dataset, Version = 1, CreatedAt = DateTimeOffset.UnixEpoch, Shards = shards, CompletedImports = [], SplitRule = PatientSplit.DefaultRule };
    }
}
