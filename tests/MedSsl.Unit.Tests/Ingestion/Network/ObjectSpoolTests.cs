using MedSsl.Dicom.Network;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

/// <summary>What was answered with success survives; what was not leaves nothing.</summary>
public sealed class ObjectSpoolTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Restart_after_a_crash_forwards_everything_once()
    {
        await using (var crashed = await PartsAsync())
        {
            var spool = Opened(crashed);
            for (var instance = 1; instance <= 7; instance++)
            {
                Assert.Equal(DimseStatus.Success, (await Sending.SpoolAsync(spool, TestStudies.Dicom(instance: instance))).Status);
            }

            // Nobody forwards; the process ends here.
            Assert.Empty(await crashed.KeysAsync("raw/"));
        }

        await using (var next = await TestPlatform.RunAsync([IngestionExtensions.Module], folder))
        {
            await Eventually.TrueAsync(async () => (await next.KeysAsync("raw/north/")).Count == 7, "seven instances");
            await Eventually.TrueAsync(() => Task.FromResult(next.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool");
            Assert.Empty(await next.KeysAsync(ObjectKeys.QuarantinePrefix));
        }

        await using var last = await PartsAsync();
        Assert.Equal(0, Opened(last).WaitingBytes);
    }

    [Fact]
    public async Task Crash_between_storing_and_forgetting_changes_nothing()
    {
        await using (var first = await PartsAsync())
        {
            await Sending.SpoolAsync(Opened(first), TestStudies.Dicom());
        }

        var copy = Directory.GetFiles(Path.Combine(folder, "spool", "dicom"), "*.spool").Single();
        var content = await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
        for (var start = 0; start < 2; start++)
        {
            await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
            await Eventually.TrueAsync(async () => (await platform.KeysAsync("raw/north/")).Count == 1 && platform.Get<ObjectSpool>().WaitingBytes == 0, "one instance");
            Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
            await File.WriteAllBytesAsync(copy, content, TestContext.Current.CancellationToken); // as if the end of it had not reached the disk
        }
    }

    [Theory]
    [InlineData(100)] // in the header
    [InlineData(SpoolHeader.Length + 500)] // in the object
    [InlineData(-1)] // the end is missing
    public async Task Torn_file_is_dropped_and_its_slot_used_again(int damaged)
    {
        await using (var crashed = await PartsAsync())
        {
            var spool = Opened(crashed);
            await Sending.SpoolAsync(spool, TestStudies.Dicom(instance: 1));
            await Sending.SpoolAsync(spool, TestStudies.Dicom(instance: 2));
        }

        var file = Directory.GetFiles(Path.Combine(folder, "spool", "dicom"), "*.spool").Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[damaged < 0 ? 0 : damaged] ^= damaged < 0 ? (byte)0 : (byte)1;
        await File.WriteAllBytesAsync(file, damaged < 0 ? bytes[..^1] : bytes, TestContext.Current.CancellationToken);

        await using var next = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        await Eventually.TrueAsync(async () => (await next.KeysAsync("raw/north/")).Count == 1 && next.Get<ObjectSpool>().WaitingBytes == 0, "the whole one");
        Assert.Empty(await next.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Unfinished_object_leaves_nothing_and_counts_no_longer()
    {
        await using var platform = await PartsAsync();
        var spool = Opened(platform);
        var (meta, dataset) = Sending.Split(TestStudies.Dicom());
        Assert.True(spool.TryBegin(new(Sending.Peer, meta), "north", out var place, out _));
        place.Append(dataset.AsSpan(0, 700));
        Assert.Equal(700 + meta.Write().Length, spool.WaitingBytes);
        place.Dispose();
        Assert.Equal(0, spool.WaitingBytes);
        Assert.False(spool.Arrived.TryRead(out _));
    }

    [Fact]
    public async Task Forwarded_files_are_written_over_and_hold_the_new_object_only()
    {
        await using var platform = await PartsAsync();
        var spool = Opened(platform);
        await Sending.SpoolAsync(spool, TestStudies.Dicom(instance: 1, patient: "A-LONGER-NAME"));
        Assert.True(spool.Arrived.TryRead(out var first));
        spool.Release(first);
        var shorter = TestStudies.Dicom(instance: 2, patient: "B");
        await Sending.SpoolAsync(spool, shorter);
        Assert.True(spool.Arrived.TryRead(out var second));
        Assert.Same(first.Slot, second.Slot);
        Assert.Equal(Sending.Split(shorter).Dataset, Sending.Split(second.Slot.Read(second)!.Memory.ToArray()).Dataset);
        Assert.Single(Directory.GetFiles(spool.Folder, "*.spool"));
    }

    [Fact]
    public async Task Forwarded_files_are_deleted_where_none_may_be_kept()
    {
        await using var platform = await PartsAsync("--Ingestion:Dicom:SpoolReuseBytes=0");
        var spool = Opened(platform);
        await Sending.SpoolAsync(spool, TestStudies.Dicom());
        Assert.True(spool.Arrived.TryRead(out var spooled));
        spool.Release(spooled);
        Assert.Empty(Directory.GetFiles(spool.Folder, "*.spool"));
    }

    [Fact]
    public async Task Object_above_the_limit_is_refused_and_leaves_nothing()
    {
        await using var platform = await PartsAsync("--Ingestion:MaxFileBytes=1500");
        var spool = Opened(platform);
        var answer = await Sending.SpoolAsync(spool, TestStudies.Dicom());
        Assert.Equal((DimseStatus.ProcessingFailure, "the object has more than 1500 bytes"), (answer.Status, answer.Comment));
        Assert.Equal(0, spool.WaitingBytes);
    }

    [Fact]
    public async Task Full_spool_refuses_for_now_until_it_is_half_empty()
    {
        await using var platform = await PartsAsync("--Ingestion:Dicom:SpoolHighBytes=1000000", "--Ingestion:Dicom:SpoolLowBytes=300000", "--Ingestion:Dicom:MinFreeBytes=0");
        var (spool, handler) = (Opened(platform), platform.Get<DicomHandler>());
        var large = LargeObject();
        Assert.Equal(DimseStatus.Success, (await Sending.SpoolAsync(spool, large)).Status);
        Assert.Null(handler.Admit(Sending.Peer));
        Assert.Equal(DimseStatus.Success, (await Sending.SpoolAsync(spool, large)).Status);
        Assert.Equal(DimseStatus.OutOfResources, (await Sending.SpoolAsync(spool, large)).Status);
        Assert.Equal(AssociateRejection.Congestion, handler.Admit(Sending.Peer));

        // Below the high mark it is still closed; below the low one it is open.
        Assert.True(spool.Arrived.TryRead(out var first));
        Assert.True(spool.Arrived.TryRead(out var second));
        spool.Release(first);
        Assert.InRange(spool.WaitingBytes, 300_001, 999_999);
        Assert.Equal(DimseStatus.OutOfResources, (await Sending.SpoolAsync(spool, large)).Status);
        spool.Release(second);
        Assert.Equal(DimseStatus.Success, (await Sending.SpoolAsync(spool, large)).Status);
        Assert.Null(handler.Admit(Sending.Peer));
    }

    [Fact]
    public async Task Many_at_once_are_all_durable()
    {
        await using var platform = await PartsAsync();
        var spool = Opened(platform);
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(instance => Task.Run(() => Sending.SpoolAsync(spool, TestStudies.Dicom(instance: instance)))));
        Assert.All(answers, answer => Assert.Equal(DimseStatus.Success, answer.Status));
        var uids = new HashSet<string>();
        while (spool.Arrived.TryRead(out var spooled))
        {
            Assert.NotNull(spooled.Slot.Read(spooled));
            uids.Add(spooled.Entry.SopInstanceUid);
        }

        Assert.Equal(40, uids.Count);
    }

    [Fact]
    public async Task Second_process_on_the_folder_is_kept_out()
    {
        await using var first = await PartsAsync();
        Opened(first);
        await using var second = await PartsAsync();
        Assert.Throws<IOException>(() => second.Get<ObjectSpool>().Open());
    }

    private Task<TestPlatform> PartsAsync(params string[] settings) => TestPlatform.PartsAsync(IngestionExtensions.Module, folder, null, settings);

    private static ObjectSpool Opened(TestPlatform platform)
    {
        var spool = platform.Get<ObjectSpool>();
        spool.Open();
        return spool;
    }

    private static byte[] LargeObject() =>
        [.. new FileMeta("1.2.840.10008.5.1.4.1.1.7", "1.2.3", "1.2.840.10008.1.2.1").Write(), .. new byte[600_000]];
}
