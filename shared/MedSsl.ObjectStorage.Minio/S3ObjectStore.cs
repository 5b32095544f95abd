using System.Runtime.CompilerServices;
using MedSsl.Contracts;
using Minio;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>
/// Objects on a server that speaks S3 (tested on Ceph's radosgw): the MinIO SDK for buckets, stat, listing, delete and signatures,
/// plain HTTP for the bytes (<see cref="S3Data"/>). Faults that pass are repeated within bounds (<see cref="S3Timing"/>).
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    // A conditional put of more than this asks first, so that a duplicate is not sent for nothing.
    private const long AskFirstBytes = 1024 * 1024;

    // S3 takes at most this much in one put.
    private const long MaxPutBytes = 5L * 1024 * 1024 * 1024;

    private const string ProbeKey = ".health/writable";

    private readonly IMinioClient _client;
    private readonly HttpClient _http;
    private readonly S3Attempts _attempts;
    private readonly S3Timing _timing;
    private readonly S3Control _control;
    private readonly S3Data _data;

    /// <summary>Creates the store; nothing is sent before the first call.</summary>
    public S3ObjectStore(ObjectStorageOptions options, TimeProvider time)
        : this(options, time, new S3Timing()) { }

    internal S3ObjectStore(ObjectStorageOptions options, TimeProvider time, S3Timing timing)
    {
        ArgumentNullException.ThrowIfNull(options);
        Bucket = options.Bucket;
        _timing = timing;
        var connections = new SocketsHttpHandler { ConnectTimeout = timing.Connect, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        // No limit on the whole of a call: a transfer is limited by its progress.
        _http = new HttpClient(connections) { Timeout = Timeout.InfiniteTimeSpan };
        // With the region given, signing needs no request.
        _client = new MinioClient()
            .WithEndpoint(options.Endpoint)
            .WithCredentials(options.AccessKey, options.SecretKey)
            .WithRegion(options.Region)
            .WithSSL(options.UseTls)
            .WithHttpClient(_http, disposeHttpClient: false)
            .Build();
        _attempts = new S3Attempts(options.Endpoint, timing, time);
        _control = new S3Control(_client, Bucket, timing);
        _data = new S3Data(_client, _http, Bucket, timing);
    }

    /// <inheritdoc/>
    public string Bucket { get; }

    /// <inheritdoc/>
    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequireKey(key);
        return await _attempts.RunAsync($"stat of {key}", token => _control.StatAsync(key, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequireKey(key);
        var operation = $"get of {key}";
        var response = await _attempts
            .RunAsync(operation, token => FoundAsync(_data.GetAsync(key, null, token)), cancellationToken)
            .ConfigureAwait(false);
        if (response is null)
        {
            return null;
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new S3ReadStream(response, body, _timing.Stall, fault => _attempts.Unavailable(operation, fault, 1));
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequireKey(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0)
        {
            return await StatAsync(key, cancellationToken).ConfigureAwait(false) is null ? null : [];
        }

        return await _attempts
            .RunAsync($"get of a range of {key}", token => FoundAsync(_data.GetRangeAsync(key, offset, length, token)), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string key,
        Stream content,
        string mediaType,
        PutCondition condition,
        CancellationToken cancellationToken
    )
    {
        ObjectKeySyntax.RequireKey(key);
        ArgumentNullException.ThrowIfNull(content);
        var start = content.Position;
        var length = content.Length - start;
        if (length > MaxPutBytes)
        {
            throw new ArgumentException($"The object {key} has {length} bytes; one put takes at most {MaxPutBytes}.", nameof(content));
        }

        var created = false;
        (string Sha256, long Bytes)? digest = null;
        if (condition == PutCondition.Overwrite || length <= AskFirstBytes || await StatAsync(key, cancellationToken).ConfigureAwait(false) is null)
        {
            (digest, created) = await PutRepeatedlyAsync(key, content, start, mediaType, condition, cancellationToken).ConfigureAwait(false);
        }

        digest ??= await DigestAsync(content, start, cancellationToken).ConfigureAwait(false);
        return new PutResult(
            new ObjectRef
            {
                Bucket = Bucket,
                Key = key,
                Sha256 = digest.Value.Sha256,
                Bytes = digest.Value.Bytes,
                MediaType = mediaType,
            },
            created
        );
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequirePrefix(prefix);
        var last = "";
        // A listing that breaks half-way begins anew and passes over what was told already: keys come in order.
        for (var number = 1; ; number++)
        {
            Exception? broken = null;
            var objects = _control.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (objects.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await objects.MoveNextAsync().ConfigureAwait(false))
                        {
                            yield break;
                        }
                    }
                    catch (Exception fault) when (!cancellationToken.IsCancellationRequested && S3Attempts.IsOfStore(fault))
                    {
                        broken = fault;
                        break;
                    }

                    if (string.CompareOrdinal(objects.Current.Key, last) > 0)
                    {
                        last = objects.Current.Key;
                        yield return objects.Current;
                    }
                }
            }

            await _attempts.PauseAsync($"listing of '{prefix}'", broken, number, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequireKey(key);
        await _attempts.RunAsync($"delete of {key}", token => _control.DeleteAsync(key, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task EnsureReadyAsync(CancellationToken cancellationToken)
    {
        await _attempts.RunAsync($"creation of the bucket {Bucket}", _control.EnsureBucketAsync, cancellationToken).ConfigureAwait(false);
        await PutAsync(ProbeKey, new MemoryStream([]), "text/plain", PutCondition.Overwrite, cancellationToken).ConfigureAwait(false);
        await DeleteAsync(ProbeKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<((string, long)? Digest, bool Created)> PutRepeatedlyAsync(
        string key,
        Stream content,
        long start,
        string mediaType,
        PutCondition condition,
        CancellationToken cancellationToken
    )
    {
        var attempts = 0;
        var (digest, created) = await _attempts
            .RunAsync(
                $"put of {key}",
                token =>
                {
                    attempts++;
                    return _data.PutAsync(key, content, start, mediaType, condition, token);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!created && attempts > 1)
        {
            // The answer to an earlier attempt was lost: the object that is there now may be ours. Who is told "created" may be told twice
            // for equal content; that nobody is told would lose what follows from it.
            digest ??= await DigestAsync(content, start, cancellationToken).ConfigureAwait(false);
            var existing = await OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (existing is not null)
            {
                await using (existing.ConfigureAwait(false))
                {
                    created = digest == await Sha256Digest.CopyAsync(existing, Stream.Null, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return (digest, created);
    }

    private static async Task<T?> FoundAsync<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (S3Fault fault) when (fault.IsMissingKey)
        {
            return null;
        }
    }

    private static Task<(string Sha256, long Bytes)> DigestAsync(Stream content, long start, CancellationToken cancellationToken)
    {
        content.Position = start;
        return Sha256Digest.CopyAsync(content, Stream.Null, cancellationToken);
    }
}
