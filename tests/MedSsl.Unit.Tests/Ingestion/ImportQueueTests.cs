using MedSsl.Contracts.Documents;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Imports;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class ImportQueueTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Start_import_that_a_crash_interrupted_goes_on_from_the_spool()
    {
        var file = Path.Combine(folder, "a.dcm");
        await File.WriteAllBytesAsync(file, TestStudies.Dicom());
        await using (var crashed = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder))
        {
            // Accepted, and nobody works on it: the process ends before.
            _ = crashed.Get<ImportQueue>().SubmitAsync(Request("a", file));
            Assert.Single(Directory.GetFiles(Path.Combine(crashed.Spool, "imports")));
        }

        await using var next = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        var record = await Eventually.NotNullAsync(() => next.Store.ReadJsonAsync<ImportRecord>(ObjectKeys.Import("north", "a"), CancellationToken.None), "the record of the import");
        Assert.Equal(1, record.InstanceCount);
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(next.Spool, "imports")).Length == 0), "an empty spool");
    }

    [Fact]
    public async Task Submit_impossible_import_is_told_forgotten_and_the_next_one_goes_on()
    {
        var file = Path.Combine(folder, "a.dcm");
        await File.WriteAllBytesAsync(file, TestStudies.Dicom());
        await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        var queue = platform.Get<ImportQueue>();
        var impossible = queue.SubmitAsync(Request("nothing", Path.Combine(folder, "absent")));
        var good = queue.SubmitAsync(Request("good", file));
        Assert.Contains("found nothing there", (await Assert.ThrowsAsync<ImportException>(() => impossible)).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await good).Record.InstanceCount);
        Assert.Empty(Directory.GetFiles(Path.Combine(platform.Spool, "imports")));
    }

    [Theory]
    [InlineData("../../escape", "north")]
    [InlineData("a", "no/rth")]
    public async Task Submit_name_that_is_no_name_is_refused_and_nothing_is_spooled(string id, string dataset)
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder);
        await Assert.ThrowsAsync<ArgumentException>(() => platform.Get<ImportQueue>().SubmitAsync(Request(id, folder) with { Dataset = dataset }));
        Assert.Empty(Directory.GetFiles(Path.Combine(platform.Spool, "imports")));
    }

    private static ImportRequest Request(string id, string path) => new() { ImportId = id, Dataset = "north", Path = path, IsManifest = false };
}
