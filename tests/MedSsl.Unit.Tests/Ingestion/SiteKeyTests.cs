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
        var first = Assert.Single(SiteKey.Load(new IngestionOptions(), embedded, spool));
        Assert.Equal(("1", 32), (first.Id, first.Secret.Length));
        Assert.Equal(first.Secret, SiteKey.Load(new IngestionOptions(), embedded, spool)[0].Secret);
        Assert.NotEqual(first.Secret, SiteKey.Load(new IngestionOptions(), embedded, spool + "/other")[0].Secret);
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
        var loaded = Assert.Single(SiteKey.Load(new IngestionOptions { SiteKey = Convert.ToBase64String(key) }, embedded, spool));
        Assert.Equal(key, loaded.Secret);
        Assert.Equal("1", loaded.Id);
    }

    [Fact]
    public void Load_several_keys_keep_their_order_and_an_old_file_grows_by_a_line()
    {
        var (old, @new) = (Base64(1), Base64(2));
        Directory.CreateDirectory(spool);
        var file = Path.Combine(spool, "site.key");
        File.WriteAllText(file, $"{old}\n2026-12:{@new}\n");

        foreach (var options in new[] { new IngestionOptions(), new IngestionOptions { SiteKey = $"1:{old},2026-12:{@new}" } })
        {
            var keys = SiteKey.Load(options, embedded, spool);
            Assert.Equal(["1", "2026-12"], keys.Select(key => key.Id));
            Assert.Equal([old, @new], keys.Select(key => Convert.ToBase64String(key.Secret)));
        }
    }

    [Theory]
    [InlineData("{0},{1}", "id 1 twice")]
    [InlineData("a:{0},a:{1}", "id a twice")]
    [InlineData("a:{0},b:c2hvcnQ=", "site key number 2")]
    [InlineData("a key:{0}", "at least 32 bytes")]
    [InlineData("a/b:{0}", "id of site key number 1")]
    [InlineData(":{0}", "id of site key number 1")]
    [InlineData(" , ", "the site key")]
    public void Load_keys_that_cannot_be_told_apart_or_read_are_refused_without_repeating_them(string form, string expected)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Base64(1), Base64(2));
        var failure = Failure(() => SiteKey.Load(new IngestionOptions { SiteKey = text }, embedded, spool));
        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(Base64(1), failure, StringComparison.Ordinal);
    }

    private static string Base64(byte value) => Convert.ToBase64String([.. Enumerable.Repeat(value, 32)]);

    private static string Failure(Action load) => Assert.Single(Assert.Throws<OptionsValidationException>(load).Failures);
}
