using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Drop;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

/// <summary>The watched prefix on the embedded store.</summary>
public sealed class ObjectDropTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await StartAsync();

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Look_objects_are_stored_by_their_folder_and_leave()
    {
        await PutAsync("drop/a.dcm", TestStudies.Dicom(1));
        await PutAsync("drop/north/study/b", TestStudies.Dicom(2, "1.2.3.2"));
        await PutAsync("drop/no dataset/c", TestStudies.Dicom(3, "1.2.3.3"));
        await LookAsync();
        Assert.Equal(2, (await platform.KeysAsync("raw/default/")).Count);
        Assert.Single(await platform.KeysAsync("raw/north/"));
        Assert.Empty(await platform.KeysAsync("drop/"));
    }

    [Fact]
    public async Task Look_what_is_no_DICOM_goes_to_the_quarantine_and_leaves()
    {
        await PutAsync("drop/north/letter", "no DICOM file at all"u8.ToArray());
        await LookAsync();
        var told = Assert.Single(platform.Published.Of<InstanceRejected>());
        Assert.Equal((RejectionReasons.NotDicom, "north"), (told.ReasonCode, told.Dataset));
        Assert.Empty(await platform.KeysAsync("drop/"));
    }

    [Fact]
    public async Task Look_unfinished_and_empty_objects_and_other_prefixes_are_left_alone()
    {
        string[] keys = ["drop-other/a.dcm", "drop/.hidden/a.dcm", "drop/a.dcm.part", "drop/marker"];
        foreach (var key in keys)
        {
            await PutAsync(key, key.EndsWith("marker", StringComparison.Ordinal) ? [] : TestStudies.Dicom());
        }

        await LookAsync();
        Assert.Equal(keys, (await platform.KeysAsync("")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Look_object_beyond_the_limit_stays_and_is_told_once()
    {
        await using var small = await StartAsync("--Ingestion:MaxFileBytes=1024");
        await PutAsync("drop/a.dcm", TestStudies.Dicom(), small);
        await LookAsync(small);
        await LookAsync(small);
        Assert.Equal(RejectionReasons.UnreadableFile, Assert.Single(small.Published.Of<InstanceRejected>()).ReasonCode);
        Assert.Equal(["drop/a.dcm"], await small.KeysAsync("drop/"));
    }

    [Fact]
    public async Task Look_kept_objects_lie_beside_the_prefix()
    {
        await using var keeping = await StartAsync($"--Ingestion:Drop:After={DropOptions.KeepInDone}");
        await PutAsync("drop/north/a.dcm", TestStudies.Dicom(), keeping);
        await LookAsync(keeping);
        await LookAsync(keeping);
        Assert.Equal(["drop-done/north/a.dcm"], await keeping.KeysAsync("drop"));
        Assert.Equal(TestStudies.Dicom(), await keeping.Store.ReadAllAsync("drop-done/north/a.dcm", CancellationToken.None));
    }

    [Fact]
    public async Task Look_object_of_an_earlier_crash_stores_nothing_twice()
    {
        await PutAsync("drop/a.dcm", TestStudies.Dicom());
        await LookAsync();
        await PutAsync("drop/a.dcm", TestStudies.Dicom()); // as if it had not been deleted
        await LookAsync();
        Assert.Single(await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync("drop/"));
        Assert.Empty(platform.Published.Of<InstanceRejected>());
    }

    private static Task<TestPlatform> StartAsync(params string[] settings) =>
        TestPlatform.PartsAsync(IngestionExtensions.Module, settings: ["--Ingestion:Drop:Prefix=drop/", .. settings]);

    private Task LookAsync(TestPlatform? at = null) =>
        (at ?? platform).Get<IEnumerable<IHostedService>>().OfType<ObjectDrop>().Single().LookAsync(CancellationToken.None);

    private async Task PutAsync(string key, byte[] content, TestPlatform? at = null)
    {
        using var stream = new MemoryStream(content);
        await (at ?? platform).Store.PutAsync(key, stream, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
    }
}
