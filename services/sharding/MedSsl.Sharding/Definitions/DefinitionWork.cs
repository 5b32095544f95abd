using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Definitions;

/// <summary>Works on accepted definitions, one at a time, under a lease. Version, outcome, and only then is the marker removed: it can die anywhere.</summary>
internal sealed class DefinitionWork(
    IObjectStore store, ILeaseStore leases, DefinitionExecution execution, IBus bus, TimeProvider time, IOptions<HostingOptions> hosting, ILogger<DefinitionWork> logger)
    : LeasedWork(store, leases, hosting.Value, time, logger)
{
    private readonly ILogger _logger = logger;

    protected override string Kind => "definitions";

    protected override string PendingPrefix => ObjectKeys.DefinitionPendingPrefix;

    protected override async Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken)
    {
        var (dataset, digest) = AcceptedDefinition.Parse(id);
        if (await Store.ReadJsonAsync<AcceptedDefinition>(ObjectKeys.Definition(dataset, digest), leaseToken) is { } accepted)
        {
            await KeepAsync(digest, await execution.RunAsync(accepted, leaseToken), leaseToken);
        }

        return WorkEnd.Done;
    }

    protected override Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var (dataset, digest) = AcceptedDefinition.Parse(id);
        return KeepAsync(digest, new DefinitionOutcome { Dataset = dataset, Reasons = [reason], Left = [], EndedAt = Time.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Makes an outcome durable; of a version its event was told already.</summary>
    private async Task KeepAsync(string digest, DefinitionOutcome outcome, CancellationToken cancellationToken)
    {
        await Store.PutJsonAsync(ObjectKeys.DefinitionOutcome(outcome.Dataset, digest), outcome, PutCondition.Overwrite, cancellationToken);
        if (outcome.Reasons.Count > 0)
        {
            Log.DefinitionRejected(_logger, outcome.Dataset, string.Join(" ", outcome.Reasons));
            await bus.Publish(new CommandRejected { Id = outcome.Dataset, Command = nameof(DefineDataset), Reasons = outcome.Reasons, RejectedAt = outcome.EndedAt }, cancellationToken);
        }
    }
}
