using MedSsl.Learning.Native;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Learning.Tests.Native;

public sealed class WeakSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void ElfHash_of_known_names_is_as_readelf_sees_it()
    {
        Assert.Equal(0x0297F842u, WeakSymbolVersion.ElfHash(Version));
        Assert.Equal(0x09691A75u, WeakSymbolVersion.ElfHash("GLIBC_2.2.5"));
    }

    [Fact]
    public void TryWeaken_of_one_requirement_sets_its_weak_flag_and_nothing_else()
    {
        var library = Library(16);

        Assert.True(WeakSymbolVersion.TryWeaken(library, Version, out var weakened));

        Assert.Equal(2, weakened[20]);
        weakened[20] = 0;
        Assert.Equal(library, weakened);
    }

    [Fact]
    public void TryWeaken_of_no_or_two_requirements_refuses()
    {
        Assert.False(WeakSymbolVersion.TryWeaken(new byte[64], Version, out _));
        Assert.False(WeakSymbolVersion.TryWeaken(Library(16, 48), Version, out _));
        Assert.False(WeakSymbolVersion.TryWeaken([], Version, out _));
    }

    [Fact]
    public void TryWeaken_gives_what_the_build_staged()
    {
        var original = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(original), $"the package's own copy is not there: {original}");

        Assert.True(WeakSymbolVersion.TryWeaken(File.ReadAllBytes(original), Version, out var weakened));

        var staged = File.ReadAllBytes(Path.Combine(Repository.Root, "artifacts", "torch", "libLibTorchSharp.so"));
        Assert.True(weakened.AsSpan().SequenceEqual(staged), "the build's copy differs from the run time's");
    }

    private static byte[] Library(params int[] offsets)
    {
        var library = new byte[128];
        foreach (var offset in offsets)
        {
            BitConverter.TryWriteBytes(library.AsSpan(offset), WeakSymbolVersion.ElfHash(Version));
        }

        return library;
    }
}
