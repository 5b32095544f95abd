using MassTransit;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>
/// Does one withdrawal: search, record what was found, remove it, and search again until nothing is left; then stamps, report, event. What was recorded
/// is never lost, and what is left to do follows from the store alone, so that it may die anywhere. No sealing goes on meanwhile.
/// </summary>
internal sealed class WithdrawalExecution(
    IObjectStore store, ILeaseStore leases, PatientSearch search, PatientRemoval removal, ReportWriter reports, ReportSigner signer, IBus bus,
    TimeProvider time, IOptions<HostingOptions> hosting, ILogger<WithdrawalExecution> logger)
{
    /// <summary>Something that is written as fast as it is removed must be looked at by a person.</summary>
    private const int MaxSearches = 20;

    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Works to the end.</summary>
    /// <param name="id">The withdrawal.</param>
    /// <param name="progressed">Is called when what was found is recorded.</param>
    /// <param name="cancellationToken">The lease of the withdrawal is lost: nothing may be written any more.</param>
    public async Task RunAsync(string id, Func<Task> progressed, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<WithdrawalRequest>(ObjectKeys.WithdrawalRequest(id), cancellationToken) is not { } request)
        {
            Log.WithdrawalMissing(logger, id);
            return;
        }

        // First, for a report that cannot be signed must not be noticed after everything is gone.
        using var key = signer.Open();
        await WithdrawalAcceptance.SetTombstonesAsync(store, request, cancellationToken);
        await WhileNobodySealsAsync(token => RemoveAllAsync(request, progressed, token), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested(); // without the lease nothing may be written
        var withdrawn = await reports.WriteAsync(request, await PatientFindings.ReadAsync(store, id, cancellationToken), key, cancellationToken);
        await bus.Publish(withdrawn, cancellationToken);
        ShardingMetrics.Withdrawals.Inc();
        Log.PatientWithdrawn(logger, id, withdrawn.ObjectCount, withdrawn.ShardCount);
    }

    private async Task WhileNobodySealsAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var lease = ReconcilerExtensions.LeaseName(DatasetReconciler.ReconcilerName);
        LeaseOutcome outcome;
        while ((outcome = await LeaseRunner.RunAsync(leases, lease, hosting.Value.LeaseDuration, (_, token) => work(token), time, cancellationToken)) == LeaseOutcome.NotAcquired)
        {
            await Task.Delay(LeaseRetry, time, cancellationToken);
        }

        if (outcome == LeaseOutcome.Lost)
        {
            throw new IOException($"The lease {lease} was lost while a patient was withdrawn; the withdrawal begins again with what is left.");
        }
    }

    private async Task RemoveAllAsync(WithdrawalRequest request, Func<Task> progressed, CancellationToken cancellationToken)
    {
        var id = request.Command.WithdrawalId;
        var pseudonyms = request.Command.Pseudonyms.ToHashSet(StringComparer.Ordinal);
        var searches = await PatientFindings.ReadAsync(store, id, cancellationToken);
        for (var rest = MaxSearches; rest > 0; rest--)
        {
            var found = await search.FindAsync(pseudonyms, searches, cancellationToken);
            if (found.IsEmpty() && searches.Count > 0)
            {
                return;
            }

            searches.Add(found);
            await store.PutJsonAsync(ObjectKeys.WithdrawalFound(id, searches.Count), found, PutCondition.IfAbsent, cancellationToken);
            await progressed();
            await removal.RemoveAsync(pseudonyms, found, PatientFindings.Union(searches), cancellationToken);
        }

        throw new InvalidOperationException($"After {MaxSearches} searches there is still something of the patient of withdrawal {id}; {ObjectKeys.WithdrawalFound(id, searches.Count)} names it. Something keeps writing it.");
    }
}
