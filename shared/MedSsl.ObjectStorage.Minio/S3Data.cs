using System.Net;
using System.Net.Http.Headers;
using Minio;
using Minio.DataModel.Args;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>
/// The data plane: bytes go over presigned addresses. The SDK (7.0.0) cannot read a range, drops <c>If-None-Match</c>, holds three
/// times the object in memory for a put and asks twice for a get.
/// </summary>
internal sealed class S3Data(IMinioClient signer, HttpClient http, string bucket, S3Timing timing)
{
    // Only a request that is being sent needs it; generous because clocks differ.
    private const int ExpirySeconds = 15 * 60;

    public async Task<HttpResponseMessage> GetAsync(string key, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        var address = await signer
            .PresignedGetObjectAsync(new PresignedGetObjectArgs().WithBucket(bucket).WithObject(key).WithExpiry(ExpirySeconds))
            .ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = range;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timing.Stall);
        return await SendAsync(request, limit.Token).ConfigureAwait(false);
    }

    public async Task<byte[]> GetRangeAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        try
        {
            var last = offset > long.MaxValue - length ? long.MaxValue : offset + length - 1;
            using var response = await GetAsync(key, new RangeHeaderValue(offset, last), cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.PartialContent && offset > 0)
            {
                throw new S3Fault(HttpStatusCode.NotImplemented, "", "the server ignores ranges");
            }

            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var stream = new S3ReadStream(response, body, timing.Stall, fault => fault);
            var range = new byte[Math.Min(length, response.Content.Headers.ContentLength ?? length)];
            var read = await stream.ReadAtLeastAsync(range, range.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return read == range.Length ? range : range[..read];
        }
        catch (S3Fault fault) when (fault.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return []; // the range begins at or beyond the end
        }
    }

    /// <summary>Digest of what was sent, null when the server answered before the end; and whether a condition kept the object out.</summary>
    public async Task<((string Sha256, long Bytes)? Digest, bool Created)> PutAsync(
        string key,
        Stream content,
        long start,
        string mediaType,
        PutCondition condition,
        CancellationToken cancellationToken
    )
    {
        var address = await signer
            .PresignedPutObjectAsync(new PresignedPutObjectArgs().WithBucket(bucket).WithObject(key).WithExpiry(ExpirySeconds))
            .ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timing.Stall);
        using var body = new DigestingContent(content, start, () => limit.CancelAfter(timing.Stall));
        body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = body };
        if (condition == PutCondition.IfAbsent)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }

        try
        {
            using var response = await SendAsync(request, limit.Token).ConfigureAwait(false);
            return (body.Digest, true);
        }
        catch (S3Fault fault) when (fault.Status == HttpStatusCode.PreconditionFailed)
        {
            return (body.Digest, false);
        }
        finally
        {
            await body.StoppedAsync().ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await S3Fault.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }
}
