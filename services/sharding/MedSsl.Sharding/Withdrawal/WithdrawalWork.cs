using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Takes accepted withdrawals under a lease, one after the other.</summary>
internal sealed class WithdrawalWork(
    IObjectStore store, ILeaseStore leases, WithdrawalExecution execution, TimeProvider time, IOptions<HostingOptions> hosting, ILogger<WithdrawalWork> logger)
    : LeasedWork(store, leases, hosting.Value, time, logger)
{
    private readonly ILogger log = logger;

    protected override string Kind => "withdrawals";

    protected override string PendingPrefix => ObjectKeys.WithdrawalPendingPrefix;

    protected override async Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken)
    {
        await execution.RunAsync(id, () => ForgetAttemptsAsync(id, leaseToken), leaseToken);
        return WorkEnd.Done;
    }

    /// <summary>The reconciler of withdrawals begins anew: a withdrawal is never given up for good.</summary>
    protected override Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
    {
        Log.WithdrawalStuck(log, id, reason);
        return Task.CompletedTask;
    }
}
