using MedSsl.Ingestion.Drop;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

public sealed class DropFolderTests : IDisposable
{
    private readonly string root = Repository.NewTemporaryFolder();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("a.dcm", "fallback")]
    [InlineData("north/a.dcm", "north")]
    [InlineData("north/study/series/IM0001", "north")]
    [InlineData("no dataset/a.dcm", "fallback")]
    [InlineData("no dataset/north/a.dcm", "fallback")]
    public void Walk_first_level_names_the_dataset(string path, string dataset)
    {
        Write(path);
        var file = Assert.Single(Walk());
        Assert.Equal((Path.Combine(root, path), dataset, 4), (file.Path, file.Dataset, file.Look.Length));
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData(".rsync/a.dcm")]
    [InlineData(".done/north/a.dcm")]
    [InlineData("a.dcm.part")]
    [InlineData("a.TMP")]
    [InlineData("north/a.dcm.filepart")]
    public void Walk_unfinished_and_hidden_files_are_left_alone(string path)
    {
        Write(path);
        Assert.Empty(Walk());
        Assert.True(File.Exists(Path.Combine(root, path)));
    }

    [Fact]
    public void Walk_empty_file_waits_for_its_sender()
    {
        File.WriteAllBytes(Path.Combine(root, "a.dcm"), []);
        Assert.Empty(Walk());
    }

    [Fact]
    public void Walk_file_that_a_crash_left_on_its_way_out_is_found()
    {
        Write($"north/{DropNames.TakenPrefix}0190");
        Assert.Equal("north", Assert.Single(Walk()).Dataset);
    }

    [Fact]
    public void Walk_links_are_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on this system");
        var outside = Repository.NewTemporaryFolder();
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "text");
            File.CreateSymbolicLink(Path.Combine(root, "file"), Path.Combine(outside, "secret"));
            Directory.CreateSymbolicLink(Path.Combine(root, "folder"), outside);
            Directory.CreateSymbolicLink(Path.Combine(root, "loop"), root);
            Assert.Empty(Walk());
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void Walk_empty_folders_go_when_they_are_old_but_not_those_of_datasets()
    {
        Directory.CreateDirectory(Path.Combine(root, "north", "study", "series"));
        Walk();
        Assert.True(Directory.Exists(Path.Combine(root, "north", "study", "series"))); // a sender may have just made it

        time.Advance(TimeSpan.FromMinutes(1));
        Walk();
        Assert.False(Directory.Exists(Path.Combine(root, "north", "study", "series")));
        Walk();
        Assert.Equal([Path.Combine(root, "north")], Directory.GetFileSystemEntries(root));
        Walk();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "north")));
    }

    [Fact]
    public void Walk_folder_that_cannot_be_read_is_told_and_the_others_are_walked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "this account may read everything");
        Write("closed/a.dcm");
        Write("open/a.dcm");
        var closed = Path.Combine(root, "closed");
        FileModes.Set(closed, UnixFileMode.None);
        try
        {
            var told = new List<string>();
            Assert.Equal("open", Assert.Single(Folder().Walk(told.Add)).Dataset);
            Assert.Equal([closed], told);
        }
        finally
        {
            FileModes.Set(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private DropFolder Folder() => new(root, "fallback", TimeSpan.FromSeconds(5), time);

    private List<DroppedFile> Walk() => [.. Folder().Walk(folder => Assert.Fail($"{folder} cannot be read"))];

    private void Write(string path)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "text");
    }
}
