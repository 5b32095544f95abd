using System.Net;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

/// <summary>Objects on their way to a platform: over its port, or past it straight into the spool.</summary>
internal static class Sending
{
    public static readonly AssociationPeer Peer = new("TEST", "ANY", IPAddress.Loopback, null, "");

    public static (FileMeta Meta, byte[] Dataset) Split(byte[] file)
    {
        Assert.True(FileMeta.TryRead(file, out var meta, out var length, out var problem), problem);
        return (meta, file[length..]);
    }

    public static Task<DicomClient> ConnectAsync(TestPlatform platform, IEnumerable<ProposedContext> contexts, string called = "ANY", string calling = "TEST") => DicomClient.ConnectAsync(
        new DicomClientOptions { Host = "127.0.0.1", Port = platform.Get<DicomListener>().Endpoint!.Port, CalledAeTitle = called, CallingAeTitle = calling },
        [.. contexts], TestContext.Current.CancellationToken);

    /// <summary>Sends files in one association; the statuses in their order.</summary>
    public static async Task<List<ushort>> SendAsync(TestPlatform platform, byte[][] files, string called = "ANY", string calling = "TEST")
    {
        var objects = files.Select(Split).ToList();
        await using var client = await ConnectAsync(platform, objects.Select(item => new ProposedContext(item.Meta.SopClassUid, item.Meta.TransferSyntaxUid)).Distinct(), called, calling);
        var statuses = new List<ushort>();
        foreach (var (meta, dataset) in objects)
        {
            statuses.Add((await client.StoreAsync(meta, new MemoryStream(dataset), TestContext.Current.CancellationToken)).Status);
        }

        await client.ReleaseAsync(TestContext.Current.CancellationToken);
        return statuses;
    }

    /// <summary>Writes an object into the spool as the port does; true when its sender would have been told success.</summary>
    public static async Task<StoreAnswer> SpoolAsync(ObjectSpool spool, byte[] file, string dataset = "north")
    {
        var (meta, content) = Split(file);
        if (!spool.TryBegin(new StoreRequest(Peer, meta), dataset, out var place, out var refusal))
        {
            return refusal;
        }

        using (place)
        {
            for (var offset = 0; offset < content.Length; offset += 1000)
            {
                place.Append(content.AsSpan(offset, Math.Min(1000, content.Length - offset)));
            }

            return await place.CompleteAsync(TestContext.Current.CancellationToken);
        }
    }
}
