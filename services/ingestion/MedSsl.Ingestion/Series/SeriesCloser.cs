using System.Security.Cryptography;
using CommunityToolkit.HighPerformance;
using CommunityToolkit.HighPerformance.Buffers;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// Turns an open series into a manifest and an event. The order makes every crash harmless: openings seen, manifest, event, then the
/// openings seen are removed. An instance that arrives in between leads to an opening of its own and so to a newer manifest.
/// </summary>
internal sealed class SeriesCloser(IObjectStore store, IBus bus, OpenSeriesMarkers openSeries, TimeProvider time)
{
    private const int ReadBytes = 256 << 10;

    /// <summary>Closes a series; its manifest, or null where nothing of it was stored.</summary>
    public async Task<SeriesManifest?> CloseAsync(string dataset, string seriesUid, string completedBy, CancellationToken cancellationToken)
    {
        openSeries.Forget(dataset, seriesUid);
        var openings = await store.ListAsync(ObjectKeys.OpenSeries(dataset, seriesUid, ""), cancellationToken).ToListAsync(cancellationToken);
        var manifest = await ReadSeriesAsync(dataset, seriesUid, cancellationToken);
        if (manifest is not null)
        {
            var before = await store.ReadJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifest(dataset, seriesUid), cancellationToken);
            var known = await SeriesOpenings.ReadAsync(store, openings, cancellationToken);
            var late = Late(manifest, before);
            manifest = manifest with { ExpectedInstanceCount = known.Count > 0 ? SeriesOpenings.AgreedCount(known) : before?.ExpectedInstanceCount };
            await OpenStudyAsync(manifest, openings, known, cancellationToken);
            var put = await store.PutJsonAsync(ObjectKeys.SeriesManifest(dataset, seriesUid), manifest, PutCondition.Overwrite, cancellationToken);
            await bus.Publish(
                new SeriesCompleted
                {
                    Dataset = dataset,
                    Modality = manifest.Modality,
                    SeriesUid = seriesUid,
                    InstanceCount = manifest.Instances.Count,
                    LateInstanceCount = late,
                    ExpectedInstanceCount = manifest.ExpectedInstanceCount,
                    CompletedBy = completedBy,
                    Manifest = put.Object,
                    CompletedAt = time.GetUtcNow(),
                }, cancellationToken);
            IngestionMetrics.SeriesCompleted.WithLabels(manifest.Modality).Inc();
            IngestionMetrics.LateInstances.WithLabels(manifest.Modality).Inc(late ?? 0);
            IngestionMetrics.SeriesShort.WithLabels(manifest.Modality).Inc(manifest.Instances.Count < manifest.ExpectedInstanceCount ? 1 : 0);
        }

        foreach (var opening in openings)
        {
            await store.DeleteAsync(opening.Key, cancellationToken);
        }

        await OpenAgainForLateInstancesAsync(dataset, seriesUid, manifest, cancellationToken);
        return manifest;
    }

    /// <summary>How many instances are not in the manifest from before; null when there is none.</summary>
    private static int? Late(SeriesManifest manifest, SeriesManifest? before) => before is null
        ? null
        : manifest.Instances.Select(instance => instance.SopInstanceUid).Except(before.Instances.Select(instance => instance.SopInstanceUid), StringComparer.Ordinal).Count();

    /// <summary>Where an opening did not know the study, as those of older versions did not: the study is open too.</summary>
    private async Task OpenStudyAsync(SeriesManifest manifest, List<ObjectInfo> openings, List<SeriesOpening> known, CancellationToken cancellationToken)
    {
        if (manifest.StudyUid.Length > 0 && known.Exists(opening => opening.StudyUid is null))
        {
            var key = ObjectKeys.OpenStudy(manifest.Dataset, manifest.StudyUid, manifest.SeriesUid, openings[0].Key.Split('/')[^1]);
            await store.PutAsync(key, new MemoryStream(), "application/json", PutCondition.Overwrite, cancellationToken);
        }
    }

    /// <summary>An instance that another process stored after it was looked for here, relying on an opening that was removed here.</summary>
    private async Task OpenAgainForLateInstancesAsync(string dataset, string seriesUid, SeriesManifest? manifest, CancellationToken cancellationToken)
    {
        var known = manifest?.Instances.Select(instance => instance.File.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        if (await store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, seriesUid), cancellationToken).AnyAsync(found => !known.Contains(found.Key), cancellationToken))
        {
            await openSeries.OpenAgainAsync(dataset, seriesUid, cancellationToken);
        }
    }

    private async Task<SeriesManifest?> ReadSeriesAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        SeriesManifest? manifest = null;
        var instances = new List<SeriesInstance>();
        await foreach (var found in store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, seriesUid), cancellationToken))
        {
            using var content = await ReadAsync(found, cancellationToken);
            if (!DicomFile.TryParse(content.WrittenMemory, new DicomLimits(), out var header, out var error))
            {
                throw new ObjectIntegrityException($"{found.Key} was stored as DICOM and cannot be read any more: {error.Message}");
            }

            instances.Add(new SeriesInstance
            {
                SopInstanceUid = header.GetString(DicomTags.SopInstanceUid)!,
                InstanceNumber = header.GetInt32(DicomTags.InstanceNumber) ?? 0,
                SourceDigest = SourceDigest.Of(header),
                File = new ObjectRef
                {
                    Bucket = store.Bucket,
                    Key = found.Key,
                    Sha256 = Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan)),
                    Bytes = content.WrittenCount,
                    MediaType = "application/dicom",
                },
            });

            // Instances of one Series UID that disagree about patient or modality break the standard (PS3.3 A.1.2); the first one speaks for all.
            manifest ??= new SeriesManifest
            {
                Dataset = dataset,
                Modality = header.GetString(DicomTags.Modality) ?? "OT",
                PatientId = header.GetString(DicomTags.PatientId) ?? "",
                StudyUid = header.GetString(DicomTags.StudyInstanceUid) ?? "",
                SeriesUid = seriesUid,
                Instances = instances,
            };
        }

        instances.Sort((a, b) => (a.InstanceNumber, a.SopInstanceUid).CompareTo((b.InstanceNumber, b.SopInstanceUid)));
        return manifest;
    }

    /// <summary>The whole object in pooled memory: a long series would otherwise leave half a megabyte an instance to the garbage collector.</summary>
    private async Task<ArrayPoolBufferWriter<byte>> ReadAsync(ObjectInfo found, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(found.Key, cancellationToken) ?? throw new ObjectIntegrityException($"{found.Key} was listed and is gone");
        var content = new ArrayPoolBufferWriter<byte>((int)Math.Clamp(found.Bytes, 1, Array.MaxLength));
        try
        {
            await stream.CopyToAsync(content.AsStream(), ReadBytes, cancellationToken);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }
}
