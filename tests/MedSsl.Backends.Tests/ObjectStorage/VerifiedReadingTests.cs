using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.ObjectStorage;

/// <summary>The helpers stand on the port alone, so that one store is enough for them.</summary>
public sealed class VerifiedReadingTests : IDisposable
{
    private readonly string _root = Repository.NewTemporaryFolder();
    private readonly FileSystemObjectStore _store;

    public VerifiedReadingTests() => _store = new FileSystemObjectStore(_root, "bucket");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Changed_content_names_key_expected_and_found_digest()
    {
        var reference = await PutAsync("promised");
        await PutAsync("tampered");

        var read = await Assert.ThrowsAsync<ObjectIntegrityException>(() => _store.ReadVerifiedAsync(reference, Cancellation));
        var open = await Assert.ThrowsAsync<ObjectIntegrityException>(() => _store.OpenVerifiedAsync(reference, Cancellation));

        Assert.Equal(read.Message, open.Message);
        Assert.Contains("bucket/a/b", read.Message, StringComparison.Ordinal);
        Assert.Contains(Sha256Digest.Of("promised"u8), read.Message, StringComparison.Ordinal);
        Assert.Contains(Sha256Digest.Of("tampered"u8), read.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "expected 8 bytes, found 5")]
    [InlineData("much longer", "expected 8 bytes, found more than 8")]
    [InlineData("", "expected 8 bytes, found 0")]
    public async Task Changed_length_names_both_lengths(string found, string message)
    {
        var reference = await PutAsync("promised");
        await PutAsync(found);

        var fault = await Assert.ThrowsAsync<ObjectIntegrityException>(() => _store.ReadVerifiedAsync(reference, Cancellation));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absent_object_and_other_bucket_are_named()
    {
        var reference = await PutAsync("promised");
        await _store.DeleteAsync("a/b", Cancellation);

        var absent = await Assert.ThrowsAsync<ObjectIntegrityException>(() => _store.ReadVerifiedAsync(reference, Cancellation));
        var other = await Assert.ThrowsAsync<ObjectIntegrityException>(
            () => _store.ReadVerifiedAsync(reference with { Bucket = "elsewhere" }, Cancellation)
        );

        Assert.Contains("is absent", absent.Message, StringComparison.Ordinal);
        Assert.Contains("elsewhere/a/b", other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8 * 1024 * 1024)]
    [InlineData((8 * 1024 * 1024) + 1)]
    public async Task Verified_stream_is_seekable_at_its_start_and_leaves_no_file(int length)
    {
        await _store.EnsureReadyAsync(Cancellation);
        var content = new byte[length];
        new Random(1).NextBytes(content);
        using var offered = new MemoryStream(content);
        var reference = (await _store.PutAsync("large", offered, "x/y", PutCondition.Overwrite, Cancellation)).Object;

        string? file;
        await using (var stream = await _store.OpenVerifiedAsync(reference, Cancellation))
        {
            file = (stream as FileStream)?.Name;
            Assert.Equal(length > 8 * 1024 * 1024, file is not null);
            await _store.DeleteAsync("large", Cancellation);
            Assert.Equal(length, stream.Length);
            var (sha256, _) = await Sha256Digest.CopyAsync(stream, Stream.Null, Cancellation);
            Assert.Equal(reference.Sha256, sha256);
        }

        Assert.False(file is not null && File.Exists(file));
    }

    [Fact]
    public async Task Json_comes_back_equal_and_readable()
    {
        await _store.EnsureReadyAsync(Cancellation);
        var value = new Sample("Größe <b>&'", [1.5, 2], null);

        var result = await _store.PutJsonAsync("s.json", value, PutCondition.IfAbsent, Cancellation);
        var back = await _store.ReadJsonAsync<Sample>("s.json", Cancellation);

        Assert.True(result.Created);
        Assert.Equal("application/json", result.Object.MediaType);
        Assert.Equal(value.Name, back?.Name);
        Assert.Equal(value.Values, back?.Values);
        Assert.Equal("""{"name":"Größe <b>&'","values":[1.5,2],"other":null}""", System.Text.Encoding.UTF8.GetString(await _store.ReadVerifiedAsync(result.Object, Cancellation)));
    }

    [Theory]
    [InlineData("{\"name\": 12}", "$.name")]
    [InlineData("{\"name\": \"secret", "line 0")]
    [InlineData("", "line 0")]
    [InlineData("null", "null")]
    public async Task Malformed_json_names_the_key_and_the_place_but_no_content(string json, string where)
    {
        await PutAsync(json);

        var fault = await Assert.ThrowsAsync<ObjectIntegrityException>(() => _store.ReadJsonAsync<Sample>("a/b", Cancellation));

        Assert.Contains("bucket/a/b", fault.Message, StringComparison.Ordinal);
        Assert.Contains(where, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private async Task<ObjectRef> PutAsync(string text)
    {
        await _store.EnsureReadyAsync(Cancellation);
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return (await _store.PutAsync("a/b", content, "text/plain", PutCondition.Overwrite, Cancellation)).Object;
    }

    private sealed record Sample(string Name, IReadOnlyList<double> Values, string? Other);
}
