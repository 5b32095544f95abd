using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Normalization.References;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.Renormalization;

/// <summary>
/// Checks a renormalization and records it for good: the pin of the new dataset, then the marker. The answer is a <see cref="CommandAccepted"/>, or a
/// <see cref="CommandRejected"/> with every reason.
/// </summary>
internal sealed class RenormalizationAcceptance(IObjectStore store, DatasetEnergies energies, ReferenceStore references, ReferencePins pins, TimeProvider time)
{
    public static string TargetOf(RenormalizeDataset request) => request.TargetDataset ?? $"{request.Dataset}-{request.Reference}";

    public async Task<(CommandAccepted? Accepted, CommandRejected? Rejected)> AcceptAsync(RenormalizeDataset request, CancellationToken cancellationToken)
    {
        var target = TargetOf(request);
        var reasons = NameViolations(request, target);
        if (reasons.Count == 0)
        {
            reasons.AddRange(await SourceReasonsAsync(request, cancellationToken));
            reasons.AddRange(await TargetReasonsAsync(request, target, cancellationToken));
        }

        if (reasons.Count == 0)
        {
            var mode = (await pins.OfAsync(request.Dataset, cancellationToken)).Mode ?? NormalizationModes.Materialize;
            var pin = await pins.PinAsync(target, request.Reference, mode, request.Dataset, cancellationToken);
            if (pin.Version == request.Reference && pin.RenormalizedFrom == request.Dataset)
            {
                await store.PutJsonAsync(ObjectKeys.RenormalizationPending(target), request, PutCondition.IfAbsent, cancellationToken);
                return (new CommandAccepted { Id = target, AcceptedAt = pin.PinnedAt }, null);
            }

            reasons.Add(Taken(target)); // by another command, a moment ago
        }

        return (null, new CommandRejected { Id = target, Command = nameof(RenormalizeDataset), Reasons = reasons, RejectedAt = time.GetUtcNow() });
    }

    private static List<string> NameViolations(RenormalizeDataset request, string target)
    {
        var reasons = new List<string>();
        foreach (var (field, name) in new[] { (nameof(request.Dataset), request.Dataset), (nameof(request.Reference), request.Reference), (nameof(request.TargetDataset), target) })
        {
            if (Names.Violation(name) is { } violation)
            {
                reasons.Add($"{field}: {violation}.");
            }
        }

        return reasons;
    }

    private async Task<List<string>> SourceReasonsAsync(RenormalizeDataset request, CancellationToken cancellationToken)
    {
        var groups = await energies.GroupsAsync(request.Dataset, cancellationToken);
        if (groups.Count == 0)
        {
            return [$"Dataset: '{request.Dataset}' has no normalized images. `medssl datasets` lists what there is."];
        }

        var missing = new List<string>();
        foreach (var group in groups)
        {
            if (!await references.ExistsAsync(group, request.Reference, cancellationToken))
            {
                missing.Add(group);
            }
        }

        return missing.Count == 0
            ? []
            : [$"Reference: there is no version '{request.Reference}' for {string.Join(", ", missing)}, which '{request.Dataset}' has images of. `medssl references fit` makes one."];
    }

    private async Task<List<string>> TargetReasonsAsync(RenormalizeDataset request, string target, CancellationToken cancellationToken)
    {
        if (target == request.Dataset)
        {
            return [$"TargetDataset: it is the same as Dataset, '{target}'. Existing objects are never changed: choose another name."];
        }

        var isTaken = await pins.FindAsync(target, cancellationToken) is { } pin
            ? pin.Version != request.Reference || pin.RenormalizedFrom != request.Dataset
            : await store.ListAsync($"{ObjectKeys.SeriesManifestPrefix}{target}/", cancellationToken).AnyAsync(cancellationToken);
        return isTaken ? [Taken(target)] : [];
    }

    private static string Taken(string target) => $"TargetDataset: '{target}' is another dataset already. Choose another name.";
}
