using System.Text;
using MedSsl.Audit.Chain;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Drop;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

/// <summary>The watched folder on the embedded store, look by look.</summary>
public sealed class FolderDropTests : IAsyncLifetime
{
    private static readonly TimeSpan StableTime = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly string folder = Repository.NewTemporaryFolder();
    private TestPlatform platform = null!;

    private string Root => Path.Combine(folder, "drop");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        platform = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await platform.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Look_whole_files_are_stored_by_their_folder_and_leave()
    {
        Write("a.dcm", TestStudies.Dicom(1));
        Write("north/study/b", TestStudies.Dicom(2, "1.2.3.2"));
        await LookAsync();
        Assert.Empty(await platform.KeysAsync("raw/")); // one look is not enough
        await LookStableAsync();
        Assert.Single(await platform.KeysAsync("raw/default/"));
        Assert.Single(await platform.KeysAsync("raw/north/"));
        Assert.Empty(Files());

        // The series completes as any other does.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await platform.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Look_file_that_comes_in_pieces_is_taken_when_it_is_whole()
    {
        var content = TestStudies.Dicom();
        foreach (var part in content.Chunk((content.Length / 5) + 1))
        {
            await using (var file = new FileStream(Path.Combine(Root, "slow.dcm"), FileMode.Append))
            {
                await file.WriteAsync(part);
            }

            Assert.Empty(await platform.KeysAsync(""));
            await LookStableAsync(); // finds another size each time
        }

        Assert.Empty(await platform.KeysAsync(""));
        await LookStableAsync();
        Assert.Single(await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Look_what_is_no_DICOM_goes_to_the_quarantine_and_leaves()
    {
        Write("north/letter.txt", Encoding.ASCII.GetBytes("no DICOM file at all"));
        await LookTwiceAsync();
        Assert.Equal((RejectionReasons.NotDicom, "north"), Told());
        Assert.Equal(2, (await platform.KeysAsync("quarantine/")).Count);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Look_file_beyond_the_limit_stays_and_is_told_once()
    {
        await using var small = await StartAsync("--Ingestion:MaxFileBytes=1024");
        Write("a.dcm", TestStudies.Dicom());
        for (var look = 0; look < 4; look++)
        {
            await LookStableAsync(small);
            time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(RejectionReasons.UnreadableFile, Assert.Single(small.Published.Of<InstanceRejected>()).ReasonCode);
        Assert.Single(Files());
    }

    [Fact]
    public async Task Look_unreadable_file_is_told_once_and_taken_when_it_can_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "this account may read everything");
        var path = Write("north/a.dcm", TestStudies.Dicom());
        FileModes.Set(path, UnixFileMode.None);
        for (var look = 0; look < 4; look++)
        {
            await LookStableAsync();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((RejectionReasons.UnreadableFile, "north"), Told());
        FileModes.Set(path, UnixFileMode.UserRead);
        time.Advance(TimeSpan.FromMinutes(1));
        await LookTwiceAsync();
        Assert.Single(await platform.KeysAsync("raw/north/"));
    }

    [Fact]
    public async Task Look_file_that_cannot_be_removed_is_one_import_of_the_audit_trail()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "this account may remove everything");
        var path = Path.GetDirectoryName(Write("north/a.dcm", TestStudies.Dicom()))!;
        FileModes.Set(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        for (var look = 0; look < 4; look++)
        {
            await LookStableAsync();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        FileModes.Set(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Single(Files());
        var trail = Path.Combine(platform.Spool, "audit");
        Assert.Single(ChainVerifier.Chains(trail).SelectMany(chain => ChainVerifier.Read(trail, chain)), record => record.Content.Contains("csd-code=\"110107\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_while_the_store_is_away_keeps_the_file_and_stores_it_afterwards()
    {
        Write("a.dcm", TestStudies.Dicom());
        await LookAsync();
        var bucket = Path.Combine(platform.Folder, "objects", platform.Store.Bucket);
        Directory.Move(bucket, bucket + "-away");
        time.Advance(StableTime);
        var failures = DropMetrics.Failures.WithLabels(FolderDrop.Source);
        var before = failures.Value;
        var look = LookAsync(); // fails, and waits
        await Eventually.TrueAsync(() => Task.FromResult(failures.Value > before), "the store is found to be away");
        Assert.False(look.IsCompleted);
        Directory.Move(bucket + "-away", bucket);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(look.IsCompleted);
            }, "the look that failed has ended");
        Assert.Single(Files());
        await LookTwiceAsync();
        Assert.Single(await platform.KeysAsync("raw/"));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Look_after_a_crash_before_the_file_left_stores_nothing_twice()
    {
        Write("a.dcm", TestStudies.Dicom());
        await LookTwiceAsync();
        Write($"{DropNames.TakenPrefix}0190", TestStudies.Dicom()); // renamed already
        await using var next = await StartAsync();
        await LookStableAsync(next);
        await LookStableAsync(next);
        Assert.Single(await next.KeysAsync("raw/"));
        Assert.Empty(await next.KeysAsync("quarantine/"));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Look_two_processes_on_one_folder_store_each_file_once()
    {
        await using var other = await StartAsync();
        for (var instance = 1; instance <= 40; instance++)
        {
            Write($"north/{instance}.dcm", TestStudies.Dicom(instance));
        }

        await Task.WhenAll(LookAsync(), LookAsync(other));
        time.Advance(StableTime);
        await Task.WhenAll(LookAsync(), LookAsync(other));
        await Task.WhenAll(LookAsync(), LookAsync(other)); // a file that both asked for at one moment was left by one of them
        Assert.Equal(40, (await platform.KeysAsync("raw/north/")).Count);
        Assert.Empty(platform.Published.Of<InstanceRejected>().Concat(other.Published.Of<InstanceRejected>()));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Look_kept_files_lie_in_done_and_are_not_taken_again()
    {
        await using var keeping = await StartAsync($"--Ingestion:Drop:After={DropOptions.KeepInDone}");
        Write("north/study/a.dcm", TestStudies.Dicom());
        await LookStableAsync(keeping);
        await LookStableAsync(keeping);
        await LookStableAsync(keeping);
        Assert.Equal([Path.Combine(Root, ".done", "north", "study", "a.dcm")], Files());
        Assert.Single(await keeping.KeysAsync("raw/"));
    }

    [Fact]
    public async Task Look_folder_that_is_not_mounted_is_waited_for()
    {
        Directory.Move(Root, Root + "-away");
        await LookStableAsync();
        Directory.Move(Root + "-away", Root);
        Write("a.dcm", TestStudies.Dicom());
        await LookTwiceAsync();
        Assert.Single(await platform.KeysAsync("raw/"));
    }

    [Fact]
    public async Task Run_real_files_are_taken_by_the_running_platform()
    {
        var files = Directory.GetFiles(Repository.DevelopmentData("dicom/wg04"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(6).ToList();
        await using var running = await TestPlatform.RunAsync(
            [IngestionExtensions.Module], settings: [$"--Ingestion:Drop:Folder={Root}", "--Ingestion:Drop:ScanInterval=00:00:00.100", "--Ingestion:Drop:StableTime=00:00:00.300"]);
        foreach (var file in files)
        {
            Write($"wg04/{Path.GetFileName(file)}", await File.ReadAllBytesAsync(file));
        }

        await Eventually.TrueAsync(() => Task.FromResult(Files().Count == 0), "an empty folder");
        var refused = running.Published.Of<InstanceRejected>().Count();
        Assert.True(refused < files.Count, "nothing was stored");
        Assert.Equal(files.Count, (await running.KeysAsync("raw/wg04/")).Count + refused);
    }

    private (string ReasonCode, string Dataset) Told() =>
        Assert.Single(platform.Published.Of<InstanceRejected>()) is var told ? (told.ReasonCode, told.Dataset) : default;

    private Task<TestPlatform> StartAsync(params string[] settings) =>
        TestPlatform.PartsAsync(IngestionExtensions.Module, Path.Combine(folder, "home"), time, [$"--Ingestion:Drop:Folder={Root}", .. settings]);

    private Task LookAsync(TestPlatform? at = null) => Drop(at ?? platform).LookAsync(CancellationToken.None);

    private async Task LookStableAsync(TestPlatform? at = null)
    {
        time.Advance(StableTime);
        await LookAsync(at);
    }

    private async Task LookTwiceAsync()
    {
        await LookStableAsync();
        await LookStableAsync();
    }

    private static FolderDrop Drop(TestPlatform at) => at.Get<IEnumerable<IHostedService>>().OfType<FolderDrop>().Single();

    private List<string> Files() => [.. Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })];

    private string Write(string path, byte[] content)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }
}
