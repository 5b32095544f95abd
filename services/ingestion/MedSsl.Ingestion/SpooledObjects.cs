using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Hosting;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.Extensions.Configuration;

namespace MedSsl.Ingestion;

/// <summary>
/// Looks into the DICOM spool of this machine beside the process that has it open: what was acknowledged to a sender and has not reached the object store.
/// Nothing is changed; an object that is forwarded meanwhile is counted or not.
/// </summary>
public static class SpooledObjects
{
    /// <summary>Bytes after the header in which study and series UID are looked for.</summary>
    private const int HeadBytes = 64 << 10;

    /// <summary>How many objects wait whose <paramref name="tag"/> is <paramref name="uid"/>, as it came or as it will be stored.</summary>
    public static int Count(IConfiguration configuration, string dataset, DicomTag tag, string uid)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var folder = Path.Combine(configuration.GetValidated<HostingOptions>(HostingOptions.SectionName).SpoolFolder, "dicom");
        return Directory.Exists(folder)
            ? new SpoolSlots(folder).Find().Select(slot => UidOf(slot, dataset, tag)).Count(found => found is not null && (found == uid || StoredUids.Of(found, configuration).Contains(uid)))
            : 0;
    }

    private static string? UidOf(SpoolSlot slot, string dataset, DicomTag tag)
    {
        try
        {
            using var file = new FileStream(slot.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[SpoolHeader.Length + HeadBytes];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var content = bytes.AsSpan(0, length);
            if (length < SpoolHeader.Length || SpoolHeader.Read(content[..SpoolHeader.Length], slot) is not { } spooled || spooled.Entry.Dataset != dataset)
            {
                return null;
            }

            content = content[SpoolHeader.Length..][..(int)Math.Min(spooled.Length, length - SpoolHeader.Length)];
            return FileMeta.TryRead(content, out var meta, out var start, out _) ? DatasetHead.Find(content[start..], meta.TransferSyntaxUid, tag) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Forwarded and removed meanwhile, or not ours to read: then it is not this machine's answer.
            return null;
        }
    }
}
