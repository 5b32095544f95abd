using MedSsl.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class SiteKeyTests : IDisposable
{
    private readonly string spool = Path.Combine(Repository.NewTemporaryFolder(), "spool");
    private readonly ObjectStorageOptions embedded = new();

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(spool)!, recursive: true);

    [Fact]
    public void Load_embedded_creates_a_key_for_its_owner_only_and_keeps_it()
    {
        var first = SiteKey.Load(new IngestionOptions(), embedded, spool);
        Assert.Equal(32, first.Length);
        Assert.Equal(first, SiteKey.Load(new IngestionOptions(), embedded, spool));
        Assert.NotEqual(first, SiteKey.Load(new IngestionOptions(), embedded, spool + "/other"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(spool, "site.key")));
        }
    }

    [Fact]
    public void Load_shared_store_without_a_key_is_refused_and_nothing_is_created()
    {
        var failure = Failure(() => SiteKey.Load(new IngestionOptions(), new ObjectStorageOptions { Kind = ObjectStorageOptions.S3 }, spool));
        Assert.Contains("MEDSSL_Ingestion__SiteKey", failure, StringComparison.Ordinal);
        Assert.False(Directory.Exists(spool));
    }

    [Fact]
    public void Load_named_file_that_is_absent_is_refused_and_not_created()
    {
        var file = Path.Combine(spool, "mine.key");
        Assert.Contains(file, Failure(() => SiteKey.Load(new IngestionOptions { SiteKeyFile = file }, embedded, spool)), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("c2hvcnQ=")]
    [InlineData("no base64 at all !")]
    public void Load_wrong_key_is_refused_without_repeating_it(string key)
    {
        var failure = Failure(() => SiteKey.Load(new IngestionOptions { SiteKey = key }, embedded, spool));
        Assert.Contains("at least 32 bytes in base64", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(key, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_file_that_cannot_be_read_is_wrong_configuration()
    {
        Directory.CreateDirectory(spool);
        // A file that exists and cannot be read, also by a superuser: one that somebody holds.
        var file = Path.Combine(spool, "locked.key");
        using var lockedFile = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        Assert.Contains("cannot be read", Failure(() => SiteKey.Load(new IngestionOptions { SiteKeyFile = file }, embedded, spool)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_configured_key_is_the_key()
    {
        var key = Enumerable.Range(0, 40).Select(i => (byte)i).ToArray();
        Assert.Equal(key, SiteKey.Load(new IngestionOptions { SiteKey = Convert.ToBase64String(key) }, embedded, spool));
    }

    private static string Failure(Action load) => Assert.Single(Assert.Throws<OptionsValidationException>(load).Failures);
}
