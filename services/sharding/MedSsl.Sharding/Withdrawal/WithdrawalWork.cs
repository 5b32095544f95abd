using MassTransit;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>
/// Does accepted withdrawals: search, record what was found, remove it, and search again until nothing is left; then stamps, report, event. What was recorded
/// is never lost, and what is left to do follows from the store alone, so that it may die anywhere. No sealing goes on meanwhile.
/// </summary>
internal sealed class WithdrawalWork(
    IObjectStore store, ILeaseStore leases, PatientSearch search, PatientRemoval removal, ReportWriter reports, ReportSigner signer, IBus bus,
    TimeProvider time, IOptions<HostingOptions> hosting, ILogger<WithdrawalWork> logger) : LeasedWork(store, leases, hosting.Value, time, logger)
{
    /// <summary>Something that is written as fast as it is removed must be looked at by a person.</summary>
    private const int MaxSearches = 20;

    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(500);
    private readonly ILeaseStore sealing = leases;
    private readonly ILogger log = logger;

    protected override string Kind => "withdrawals";

    protected override string PendingPrefix => ObjectKeys.WithdrawalPendingPrefix;

    protected override async Task ExecuteAsync(string id, CancellationToken leaseToken)
    {
        if (await Store.ReadJsonAsync<WithdrawalRequest>(ObjectKeys.WithdrawalRequest(id), leaseToken) is not { } request)
        {
            Log.WithdrawalMissing(log, id);
            return;
        }

        // First, for a report that cannot be signed must not be noticed after everything is gone.
        using var key = signer.Open();
        await WithdrawalAcceptance.SetTombstonesAsync(Store, request, leaseToken);
        var lease = ReconcilerExtensions.LeaseName(DatasetReconciler.ReconcilerName);
        LeaseOutcome outcome;
        while ((outcome = await LeaseRunner.RunAsync(sealing, lease, hosting.Value.LeaseDuration, (_, token) => RemoveAllAsync(request, token), Time, leaseToken)) == LeaseOutcome.NotAcquired)
        {
            await Task.Delay(LeaseRetry, Time, leaseToken);
        }

        if (outcome == LeaseOutcome.Lost)
        {
            throw new IOException($"The lease {lease} was lost while a patient was withdrawn; the withdrawal begins again with what is left.");
        }

        leaseToken.ThrowIfCancellationRequested(); // without the lease nothing may be written
        var searches = await PatientFindings.ReadAsync(Store, id, leaseToken);
        var withdrawn = await reports.WriteAsync(request, searches, key, leaseToken);
        await bus.Publish(withdrawn, leaseToken);
        ShardingMetrics.Withdrawals.Inc();
        Log.PatientWithdrawn(log, id, withdrawn.ObjectCount, withdrawn.ShardCount);
    }

    /// <summary>The reconciler of withdrawals begins anew: a withdrawal is never given up for good.</summary>
    protected override Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
    {
        Log.WithdrawalStuck(log, id, reason);
        return Task.CompletedTask;
    }

    private async Task RemoveAllAsync(WithdrawalRequest request, CancellationToken cancellationToken)
    {
        var id = request.Command.WithdrawalId;
        var pseudonyms = request.Command.Pseudonyms.ToHashSet(StringComparer.Ordinal);
        var searches = await PatientFindings.ReadAsync(Store, id, cancellationToken);
        for (var rest = MaxSearches; rest > 0; rest--)
        {
            var found = await search.FindAsync(pseudonyms, searches, cancellationToken);
            if (found.IsEmpty() && searches.Count > 0)
            {
                return;
            }

            searches.Add(found);
            await Store.PutJsonAsync(ObjectKeys.WithdrawalFound(id, searches.Count), found, PutCondition.IfAbsent, cancellationToken);
            await ForgetAttemptsAsync(id, cancellationToken);
            await removal.RemoveAsync(pseudonyms, found, PatientFindings.Union(searches), cancellationToken);
        }

        throw new InvalidOperationException($"After {MaxSearches} searches there is still something of the patient of withdrawal {id}; {ObjectKeys.WithdrawalFound(id, searches.Count)} names it. Something keeps writing it.");
    }
}
