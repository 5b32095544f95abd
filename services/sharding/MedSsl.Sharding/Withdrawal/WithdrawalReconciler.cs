using MedSsl.Hosting.Reconciliation;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>
/// Takes up withdrawals that were accepted and have no report, and those whose stamps do not reach all runs and models any more. Looks again for what others wrote while a patient
/// was withdrawn: at once, and then whenever a withdrawal is twice as old as it was at the last look.
/// </summary>
internal sealed class WithdrawalReconciler(IObjectStore store, PatientSearch search, WithdrawalStamps stamps, WithdrawalWork work, TimeProvider time) : IReconciler
{
    private readonly Dictionary<string, DateTimeOffset> looked = new(StringComparer.Ordinal);

    public string Name => "withdrawals";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        // Before anything is listed that grows with the runs: in most places nobody was ever withdrawn.
        var requests = await WithdrawalReports.RequestsAsync(store, cancellationToken).ToListAsync(cancellationToken);
        if (requests.Count == 0)
        {
            return 0;
        }

        var due = new List<WithdrawalRequest>();
        var taken = 0;
        var late = await stamps.WithLateStampsAsync(cancellationToken);
        foreach (var request in requests)
        {
            var id = request.Command.WithdrawalId;
            if (late.Contains(id) || await store.StatAsync(ObjectKeys.WithdrawalReport(id, 1, "json"), cancellationToken) is null)
            {
                taken += await TakeUpAsync(request, cancellationToken);
            }
            else if (IsDue(request))
            {
                due.Add(request);
            }
        }

        // One search for all of them; only where it finds something is it asked whose that is.
        if (due.Count > 0 && await HasLeftAsync(due, cancellationToken))
        {
            foreach (var request in due)
            {
                taken += await HasLeftAsync([request], cancellationToken) ? await TakeUpAsync(request, cancellationToken) : 0;
            }
        }

        due.ForEach(request => looked[request.Command.WithdrawalId] = time.GetUtcNow());
        if (taken > 0)
        {
            work.Wake();
        }

        return taken;
    }

    private bool IsDue(WithdrawalRequest request) =>
        !looked.TryGetValue(request.Command.WithdrawalId, out var last) || time.GetUtcNow() - request.AcceptedAt >= 2 * (last - request.AcceptedAt);

    private async Task<bool> HasLeftAsync(IReadOnlyList<WithdrawalRequest> requests, CancellationToken cancellationToken)
    {
        var before = new List<PatientFindings>();
        foreach (var request in requests)
        {
            before.AddRange(await PatientFindings.ReadAsync(store, request.Command.WithdrawalId, cancellationToken));
        }

        return !(await search.FindAsync([.. requests.SelectMany(request => request.Command.Pseudonyms)], before, cancellationToken)).IsEmpty();
    }

    private async Task<int> TakeUpAsync(WithdrawalRequest request, CancellationToken cancellationToken)
    {
        var id = request.Command.WithdrawalId;
        return (await store.PutJsonAsync(ObjectKeys.WithdrawalPending(id), new PendingWork(id, 0), PutCondition.IfAbsent, cancellationToken)).Created ? 1 : 0;
    }
}
