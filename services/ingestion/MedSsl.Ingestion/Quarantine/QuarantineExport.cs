using MedSsl.Audit.Messages;
using MedSsl.Dicom;
using MedSsl.Ingestion.Audit;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Quarantine;

/// <summary>
/// Hands a refused input out as it came, to the account that this process runs under. It may name a patient: the audit trail says that it left before it does,
/// and nothing leaves while the trail cannot be written.
/// </summary>
public sealed class QuarantineExport
{
    private static readonly DicomLimits Limits = new();

    private readonly QuarantineStore quarantine;
    private readonly DeIdentifier deIdentifier;
    private readonly AuditTrail trail;
    private readonly AuditPlace place;
    private readonly AuditOptions options;
    private readonly TimeProvider time;

    internal QuarantineExport(QuarantineStore quarantine, DeIdentifier deIdentifier, AuditTrail trail, AuditPlace place, IOptions<AuditOptions> options, TimeProvider time) =>
        (this.quarantine, this.deIdentifier, this.trail, this.place, this.options, this.time) = (quarantine, deIdentifier, trail, place, options.Value, time);

    /// <summary>The bytes; null when they are not in the quarantine.</summary>
    /// <param name="sha256">Digest of the input.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They were sealed with another site key, or are damaged.</exception>
    public async Task<byte[]?> ExportAsync(string sha256, CancellationToken cancellationToken)
    {
        if (await quarantine.OpenAsync(sha256, cancellationToken) is not { } content)
        {
            return null;
        }

        var dataset = (await quarantine.FindAsync(sha256, cancellationToken))?.Dataset ?? "unknown";
        var subject = (DicomFile.TryParse(content, Limits, out var parsed, out _) ? AuditSubject.Of(parsed, deIdentifier) : AuditSubject.Unknown).As(options.HasOriginals);

        // The names may stand for real ones; the data does not.
        var study = subject.Content(dataset, [new SopClassCount(subject.SopClassUid, 1)]) with { IsDeIdentified = false };
        await trail.WriteAsync([AuditEvents.Export(place.Process, AuditMedia.FileOf(place.Process.Host), study, sha256, time.GetUtcNow())]).WaitAsync(cancellationToken);
        return content;
    }
}
