using System.Security.Cryptography;
using MedSsl.Ingestion.Instances;

namespace MedSsl.Ingestion.Quarantine;

/// <summary>
/// Gives a refused input another chance, as if it had come just now: after an update that reads more, or with other settings. What is refused again stays
/// where it is.
/// </summary>
public sealed class QuarantineRelease
{
    private readonly QuarantineStore quarantine;
    private readonly InstanceIngestor ingestor;

    internal QuarantineRelease(QuarantineStore quarantine, InstanceIngestor ingestor) => (this.quarantine, this.ingestor) = (quarantine, ingestor);

    /// <summary>What became of the input; null when it is not in the quarantine.</summary>
    public async Task<InstanceOutcome?> ReleaseAsync(string sha256, CancellationToken cancellationToken)
    {
        if (await quarantine.FindAsync(sha256, cancellationToken) is not { } rejected || await OpenAsync(sha256, cancellationToken) is not var (content, problem))
        {
            return null;
        }

        if (content is null)
        {
            return new InstanceOutcome { ReasonCode = rejected.ReasonCode, Reason = problem };
        }

        var outcome = await ingestor.IngestAsync(rejected.Dataset, content, cancellationToken);
        if (outcome.IsStored)
        {
            // Last: whoever is cut off before this finds the input stored when it is released again.
            await quarantine.DropAsync(sha256, cancellationToken);
            IngestionMetrics.QuarantineLeft.WithLabels("released").Inc();
        }

        return outcome;
    }

    /// <summary>The bytes, or why they cannot be had; null when they are gone.</summary>
    private async Task<(byte[]? Content, string Problem)?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            return await quarantine.OpenAsync(sha256, cancellationToken) is { } content ? (content, "") : null;
        }
        catch (CryptographicException)
        {
            return (null, "the seal does not open: it was sealed with another site key, or it is damaged");
        }
    }
}
