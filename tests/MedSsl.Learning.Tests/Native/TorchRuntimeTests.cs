using System.Diagnostics;
using MedSsl.Learning.Native;
using MedSsl.Testing;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void EnsureLoaded_called_again_keeps_what_is_loaded()
    {
        var folder = TorchRuntime.LibTorchFolder;

        TorchRuntime.EnsureLoaded();

        Assert.True(File.Exists(Path.Combine(folder, "libtorch_cpu.so")));
        Assert.Equal(folder, TorchRuntime.LibTorchFolder);
        using var two = torch.ones(2).sum();
        Assert.Equal(2f, two.item<float>());
    }

    [Fact]
    public void Output_folder_holds_the_five_libraries_as_links_to_the_staged_ones()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "torch");
        var staged = Path.Combine(Repository.Root, "artifacts", "torch");

        Assert.Equal(
            ["libLibTorchSharp.so", "libc10.so", "libgomp-98b21ff3.so.1", "libtorch.so", "libtorch_cpu.so"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Inode(Path.Combine(staged, "libtorch_cpu.so")), Inode(Path.Combine(folder, "libtorch_cpu.so")));
        Assert.DoesNotContain(Directory.GetFiles(AppContext.BaseDirectory, "lib*orch*.so", SearchOption.AllDirectories), file => Path.GetDirectoryName(file) != folder);
    }

    [Fact]
    public void Find_of_what_is_nowhere_names_the_folders_and_the_way_out()
    {
        var exception = Assert.Throws<DllNotFoundException>(() => TorchRuntime.Find("libnothing.so", ["/no/such/folder", "/nor/this"]));

        Assert.Contains("libnothing.so", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/no/such/folder, /nor/this", exception.Message, StringComparison.Ordinal);
        Assert.Contains("MEDSSL_LIBTORCH_DIR", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_below_one_are_refused()
    {
        Assert.True(TorchRuntime.Threads >= 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = 0);
    }

    // The base class library does not tell inodes.
    private static string Inode(string file)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%d:%i", file]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd();
    }
}
