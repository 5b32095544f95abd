using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Privacy;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Records a withdrawal. When it answers, the patient is withdrawn: loaders and ingestion see the tombstone from now on, whatever crashes.</summary>
internal sealed class WithdrawalAcceptance(IObjectStore store, TimeProvider time)
{
    /// <summary>Records the command; answers the reasons why not, or none.</summary>
    public async Task<IReadOnlyList<string>> AcceptAsync(WithdrawPatient command, CancellationToken cancellationToken)
    {
        if (WithdrawalRules.Violations(command) is { Count: > 0 } reasons)
        {
            return reasons;
        }

        var id = command.WithdrawalId;
        var request = new WithdrawalRequest(command, time.GetUtcNow());
        var recorded = await PendingWork.AcceptAsync(
            store, id, request, ObjectKeys.WithdrawalRequest(id), ObjectKeys.WithdrawalPending(id), ObjectKeys.WithdrawalReport(id, 1, "json"), cancellationToken);
        if (!recorded.Command.Pseudonyms.Order(StringComparer.Ordinal).SequenceEqual(command.Pseudonyms.Order(StringComparer.Ordinal)))
        {
            return [$"withdrawalId: {id} is the withdrawal of another patient; choose another id"];
        }

        await SetTombstonesAsync(store, recorded, cancellationToken);
        return [];
    }

    /// <summary>Sets the tombstones; one that is there stays.</summary>
    public static async Task SetTombstonesAsync(IObjectStore store, WithdrawalRequest request, CancellationToken cancellationToken)
    {
        foreach (var pseudonym in request.Command.Pseudonyms)
        {
            await store.PutJsonAsync(
                ObjectKeys.Tombstone(pseudonym),
                new PatientTombstone { WithdrawalId = request.Command.WithdrawalId, WithdrawnAt = request.AcceptedAt },
                PutCondition.IfAbsent, cancellationToken);
        }
    }
}
