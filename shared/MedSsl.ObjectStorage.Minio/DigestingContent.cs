using System.Net;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>Sends a stream from a given position to its end and digests what is sent.</summary>
internal sealed class DigestingContent(Stream content, long start, Action onProgress) : HttpContent
{
    private Task _copy = Task.CompletedTask;

    /// <summary>Of the whole content; null when it was not sent to its end.</summary>
    public (string Sha256, long Bytes)? Digest { get; private set; }

    /// <summary>Waits until nobody reads the stream any more, so that the next attempt may rewind it.</summary>
    public Task StoppedAsync() => _copy.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _copy = CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length - start;
        return true;
    }

    private async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        content.Position = start;
        Digest = await Sha256Digest.CopyAsync(content, stream, cancellationToken, onProgress).ConfigureAwait(false);
    }
}
