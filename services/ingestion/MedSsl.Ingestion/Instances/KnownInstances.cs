using MedSsl.Coordination;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// Which instances were stored before, without reading them: an index of source digests. What it does not know, or while it is away, the store decides as
/// ever; what it knows is believed only while the instance is in the store.
/// </summary>
internal sealed class KnownInstances(IDigestIndex index, IObjectStore store, DeIdentifier deIdentifier, ILogger<KnownInstances> logger)
{
    private volatile bool isAway;

    /// <summary>The outcome of an earlier delivery of the same object; null when it has to be looked at.</summary>
    /// <param name="dataset">Dataset that it was sent to.</param>
    /// <param name="source">The object, before de-identification.</param>
    /// <param name="sourceDigest">Its digest.</param>
    /// <param name="cancellationToken">The delivery is over.</param>
    public async Task<InstanceOutcome?> FindAsync(string dataset, DicomDataset source, string sourceDigest, CancellationToken cancellationToken)
    {
        return deIdentifier.StoredUid(source.GetString(DicomTags.SeriesInstanceUid)) is { } series && deIdentifier.StoredUid(source.GetString(DicomTags.SopInstanceUid)) is { } instance
            && await HasAsync(Name(dataset, series, instance), sourceDigest, cancellationToken)
            && await store.StatAsync(ObjectKeys.RawInstance(dataset, series, instance), cancellationToken) is not null
            ? new InstanceOutcome { SeriesUid = series, SopInstanceUid = instance }
            : null;
    }

    /// <summary>Notes an instance of which everything that storing means is done.</summary>
    public async Task NoteAsync(string dataset, string seriesUid, string sopInstanceUid, string sourceDigest, CancellationToken cancellationToken)
    {
        try
        {
            await index.SetAsync(Name(dataset, seriesUid, sopInstanceUid), sourceDigest, cancellationToken);
        }
        catch (CoordinationUnavailableException exception)
        {
            TellAway(exception);
        }
    }

    /// <summary>With the bucket: platforms with buckets of their own may share an index.</summary>
    private string Name(string dataset, string seriesUid, string sopInstanceUid) => $"{store.Bucket}/{dataset}/{seriesUid}/{sopInstanceUid}";

    private async Task<bool> HasAsync(string name, string sourceDigest, CancellationToken cancellationToken)
    {
        try
        {
            var match = await index.FindAsync(name, sourceDigest, cancellationToken);
            isAway = false;
            return match == DigestMatch.Same;
        }
        catch (CoordinationUnavailableException exception)
        {
            TellAway(exception);
            return false;
        }
    }

    /// <summary>Once for each time that it goes away, not for each instance.</summary>
    private void TellAway(CoordinationUnavailableException exception)
    {
        if (!isAway)
        {
            isAway = true;
            Log.IndexAway(logger, exception);
        }
    }
}
