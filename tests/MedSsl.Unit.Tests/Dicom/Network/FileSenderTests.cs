using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

public sealed class FileSenderTests : IAsyncLifetime
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly TestServer server = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Every real file that has a head: the bytes of its data set come out as they went in, whatever they are.</summary>
    [Fact]
    public async Task Send_real_files_arrive_byte_for_byte()
    {
        var source = Repository.DevelopmentData("dicom");
        var files = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.Contains("fuzz", StringComparison.Ordinal)).ToList();

        // A UID may be there in several encodings: what came last is compared, so one object of each UID is sent.
        var chosen = files.Select(file => (file, content: File.ReadAllBytes(file)))
            .Where(item => FileMeta.TryRead(item.content, out var meta, out _, out _) && StorageSopClasses.Contains(meta.SopClassUid) && NetworkTransferSyntaxes.Contains(meta.TransferSyntaxUid))
            .DistinctBy(item => Meta(item.content).SopInstanceUid).ToList();
        var results = await SendAsync(chosen.Select(item => item.file));

        // What is refused says another class or instance in its head than in its data set, or has no data set.
        Assert.All(results.Where(result => !result.IsSent), result => Assert.True(result.Status is DimseStatus.DataSetMismatch or DimseStatus.CannotUnderstand, $"{result.Path}: {result.Problem}"));
        var compared = 0;
        foreach (var (file, content) in chosen.Where(item => results.Single(result => result.Path == item.file).IsSent))
        {
            Assert.True(FileMeta.TryRead(content, out var meta, out var offset, out _));
            var (request, dataset) = server.Handler.Objects[meta.SopInstanceUid];
            Assert.True(meta == request.Meta, file);
            Assert.True(content.AsSpan(offset).SequenceEqual(dataset), file);
            compared++;
        }

        Assert.InRange(compared, 150, int.MaxValue);
        Assert.InRange(results.Count(result => !result.IsSent), 0, 15);
    }

    [Fact]
    public async Task Send_more_kinds_than_one_association_has_contexts_for_takes_several()
    {
        var files = StorageSopClasses.All.Take(150).Select((sopClass, index) =>
        {
            var file = Path.Combine(folder, $"{index}.dcm");
            File.WriteAllBytes(file, [.. new FileMeta(sopClass.Uid, $"1.2.3.{index}", TransferSyntaxes.ExplicitVrLittleEndian).Write(), .. new RawDicom().Text(DicomTags.Modality, "CS", "OT").ToBytes()]);
            return file;
        }).ToList();
        Assert.All(await SendAsync(files), result => Assert.True(result.IsSent, result.Problem));
        Assert.Equal(150, server.Handler.Objects.Count);
        Assert.Equal(2, server.Handler.Associations);
    }

    [Fact]
    public async Task Send_what_cannot_be_sent_is_named_and_the_others_go()
    {
        var good = Path.Combine(folder, "good.dcm");
        await File.WriteAllBytesAsync(good, TestStudies.Dicom(), TestContext.Current.CancellationToken);
        var text = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(text, "not an image", TestContext.Current.CancellationToken);
        var strange = Path.Combine(folder, "strange.dcm");
        await File.WriteAllBytesAsync(strange, new FileMeta("1.2.3.4", "1.2.3", TransferSyntaxes.ExplicitVrLittleEndian).Write(), TestContext.Current.CancellationToken);

        var results = (await SendAsync([text, good, Path.Combine(folder, "absent"), strange])).ToDictionary(result => Path.GetFileName(result.Path));
        Assert.True(results["good.dcm"].IsSent);
        Assert.Contains("prefix DICM", results["notes.txt"].Problem, StringComparison.Ordinal);
        Assert.Contains("absent", results["absent"].Problem, StringComparison.Ordinal);
        Assert.Contains("does not take 1.2.3.4 in Explicit VR Little Endian", results["strange.dcm"].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_status_and_comment_of_the_peer_are_told()
    {
        server.Handler.Completion = new(DimseStatus.OutOfResources, "full");
        var file = Path.Combine(folder, "a.dcm");
        await File.WriteAllBytesAsync(file, TestStudies.Dicom(), TestContext.Current.CancellationToken);
        var result = Assert.Single(await SendAsync([file]));
        Assert.Equal((DimseStatus.OutOfResources, "the peer answered status A700: full"), (result.Status, result.Problem));
    }

    [Fact]
    public async Task Send_to_nobody_says_where()
    {
        var nobody = new DicomClientOptions { Host = "127.0.0.1", Port = 1, CalledAeTitle = "NOBODY" };
        var file = Path.Combine(folder, "a.dcm");
        await File.WriteAllBytesAsync(file, TestStudies.Dicom(), TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<DicomClientException>(async () => await FileSender.SendAsync(nobody, [file], TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("NOBODY@127.0.0.1:1", exception.Message, StringComparison.Ordinal);
    }

    private async Task<List<FileResult>> SendAsync(IEnumerable<string> files) => await FileSender.SendAsync(
        new DicomClientOptions { Host = "127.0.0.1", Port = server.Port, CalledAeTitle = "ANY" }, files, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private static FileMeta Meta(byte[] content) => FileMeta.TryRead(content, out var meta, out _, out var problem) ? meta : throw new InvalidDataException(problem);
}
