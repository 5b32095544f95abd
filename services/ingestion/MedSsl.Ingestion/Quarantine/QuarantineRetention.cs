using MedSsl.Hosting.Reconciliation;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Quarantine;

/// <summary>Forgets inputs that lie in the quarantine for longer than the site wants to keep them.</summary>
internal sealed class QuarantineRetention(QuarantineStore quarantine, IOptions<IngestionOptions> options, TimeProvider time) : IReconciler
{
    public string Name => "quarantine-retention";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var kept = options.Value.QuarantineRetention;
        if (kept == TimeSpan.Zero)
        {
            return 0;
        }

        var old = await quarantine.ListAsync(null, null, cancellationToken)
            .Where(rejected => time.GetUtcNow() - rejected.RejectedAt >= kept)
            .Select(rejected => rejected.ContentSha256)
            .ToListAsync(cancellationToken);
        foreach (var sha256 in old)
        {
            await quarantine.DropAsync(sha256, cancellationToken);
            IngestionMetrics.QuarantineLeft.WithLabels("expired").Inc();
        }

        return 0; // nothing was missing: a clean-up is no repair
    }
}
