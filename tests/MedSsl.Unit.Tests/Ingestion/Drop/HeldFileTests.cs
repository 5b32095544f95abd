using System.Diagnostics;
using MedSsl.Ingestion.Drop;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

public sealed class HeldFileTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Open_one_process_at_a_time_holds_a_file()
    {
        var file = Write("first");
        var (held, _) = await OpenAsync(file);
        using (held)
        {
            Assert.Equal("first"u8.ToArray(), held!.Content);
            Assert.Equal((null, null), await OpenAsync(file));
        }

        var (again, _) = await OpenAsync(file);
        again!.Dispose();
    }

    [Fact]
    public async Task Open_file_that_its_sender_has_locked_stays()
    {
        var file = Write("first");
        using (new FileStream(file.Path, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            Assert.Equal((null, null), await OpenAsync(file));
        }

        Assert.NotNull((await OpenAsync(file)).Held);
    }

    [Fact]
    public async Task Open_file_on_which_another_process_has_a_POSIX_lock_stays()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Python), $"needs Linux and {Python}");
        var file = Write("first");
        const string Script = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('locked', flush=True); sys.stdin.read()";
        using var sender = Process.Start(new ProcessStartInfo(Python, ["-c", Script, file.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("locked", await sender.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal((null, null), await OpenAsync(file));

        sender.StandardInput.Close();
        await sender.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotNull((await OpenAsync(file)).Held);
    }

    [Fact]
    public async Task Open_file_that_changed_since_the_look_or_is_gone_is_left()
    {
        var file = Write("first");
        Write("second");
        Assert.Equal((null, null), await OpenAsync(file));
        File.Delete(file.Path);
        Assert.Equal((null, null), await OpenAsync(file));
    }

    [Fact]
    public async Task Open_link_that_took_the_place_of_the_file_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on this system");
        var file = Write("first");
        var target = Path.Combine(folder, "target");
        File.Move(file.Path, target); // so that size and time are those of the look
        File.CreateSymbolicLink(file.Path, target);
        Assert.Equal((null, null), await OpenAsync(file));
    }

    [Fact]
    public async Task Open_more_than_the_limit_says_so_without_the_name()
    {
        var file = Write("first");
        var (held, problem) = await HeldFile.OpenAsync(file, 4, CancellationToken.None);
        Assert.Null(held);
        Assert.Equal("the file has 5 bytes, more than the limit of 4 (Ingestion:MaxFileBytes)", problem);
    }

    [Fact]
    public async Task TryLeave_deletes_what_was_read()
    {
        var (held, _) = await OpenAsync(Write("first"));
        using (held)
        {
            Assert.True(held!.TryLeave(null));
            Assert.Empty(Directory.GetFileSystemEntries(folder));
            Assert.True(held.TryLeave(null)); // another process was first
        }
    }

    [Fact]
    public async Task TryLeave_newer_file_under_the_same_name_stays()
    {
        var file = Write("first");
        var (held, _) = await OpenAsync(file);
        using (held)
        {
            var newer = Path.Combine(folder, "newer");
            File.WriteAllText(newer, "another");
            File.Move(newer, file.Path, overwrite: true);
            Assert.False(held!.TryLeave(null));
        }

        Assert.Equal([file.Path], Directory.GetFileSystemEntries(folder));
        Assert.Equal("another", File.ReadAllText(file.Path));
    }

    [Fact]
    public async Task TryLeave_that_cannot_keep_the_file_leaves_it_under_its_name()
    {
        var file = Write("first");
        await File.WriteAllTextAsync(Path.Combine(folder, DropNames.DoneFolder), "no folder", TestContext.Current.CancellationToken);
        var (held, _) = await OpenAsync(file);
        using (held)
        {
            Assert.ThrowsAny<IOException>(() => held!.TryLeave(Path.Combine(folder, DropNames.DoneFolder, "first.dcm")));
        }

        Assert.Equal("first", await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task TryLeave_keeps_both_files_of_one_name()
    {
        var done = Path.Combine(folder, ".done", "north", "a.dcm");
        foreach (var text in (string[])["first", "second"])
        {
            var (held, _) = await OpenAsync(Write(text));
            using (held)
            {
                Assert.True(held!.TryLeave(done));
            }
        }

        Assert.Equal(["first", "second"], Directory.GetFiles(Path.GetDirectoryName(done)!).Select(File.ReadAllText).Order());
    }

    private static Task<(HeldFile? Held, string? Problem)> OpenAsync(DroppedFile file) => HeldFile.OpenAsync(file, 1000, CancellationToken.None);

    private DroppedFile Write(string text)
    {
        var path = Path.Combine(folder, "a.dcm");
        File.WriteAllText(path, text);
        return new DroppedFile(path, "north", new FileLook(text.Length, File.GetLastWriteTimeUtc(path)));
    }
}
