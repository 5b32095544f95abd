using MedSsl.Contracts;
using MedSsl.Contracts.Imaging;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.References;

/// <summary>Checks a request for a new version and records it for good: a <see cref="CommandAccepted"/>, or a <see cref="CommandRejected"/> with every reason.</summary>
internal sealed class FitAcceptance(IObjectStore store, DatasetEnergies energies, ReferenceStore references, TimeProvider time)
{
    public async Task<(CommandAccepted? Accepted, CommandRejected? Rejected)> AcceptAsync(FitReference request, CancellationToken cancellationToken)
    {
        var reasons = NameViolations(request);
        if (reasons.Count == 0)
        {
            reasons.AddRange(await ReasonsAsync(request, cancellationToken));
        }

        if (reasons.Count == 0)
        {
            var put = await store.PutJsonAsync(ObjectKeys.FitPending(request.Version), request, PutCondition.IfAbsent, cancellationToken);
            if (put.Created || await store.ReadJsonAsync<FitReference>(put.Object.Key, cancellationToken) is not { } other || other == request)
            {
                return (new CommandAccepted { Id = request.Version, AcceptedAt = time.GetUtcNow() }, null);
            }

            reasons.Add($"Version: '{request.Version}' is being fitted on dataset '{other.Dataset}'. Choose another version, or wait.");
        }

        return (null, new CommandRejected { Id = request.Version ?? "", Command = nameof(FitReference), Reasons = reasons, RejectedAt = time.GetUtcNow() });
    }

    public static bool Concerns(FitReference request, string group) =>
        request.Modality is null || ReferenceGroups.ModalityOf(group) == Modalities.Group(request.Modality);

    private static List<string> NameViolations(FitReference request)
    {
        var reasons = new List<string>();
        foreach (var (field, found) in new[]
        {
            (nameof(request.Version), Names.ReferenceViolation(request.Version)), (nameof(request.Dataset), Names.Violation(request.Dataset)), (nameof(request.Modality), Names.Violation(request.Modality ?? "CR")),
        })
        {
            if (found is { } violation)
            {
                reasons.Add($"{field}: {violation}.");
            }
        }

        return reasons;
    }

    private async Task<List<string>> ReasonsAsync(FitReference request, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        var groups = await energies.GroupsAsync(request.Dataset, cancellationToken);
        var concerned = groups.Where(group => Concerns(request, group)).ToList();
        if (groups.Count == 0)
        {
            reasons.Add($"Dataset: '{request.Dataset}' has no normalized images. `medssl datasets` lists what there is.");
        }
        else if (concerned.Count == 0)
        {
            reasons.Add($"Modality: '{request.Dataset}' has no images of '{request.Modality}'; it has {string.Join(", ", groups.Take(10))}.");
        }

        foreach (var group in concerned)
        {
            if (await references.FindAsync(group, request.Version, cancellationToken) is { } existing && existing.Energies.FittedOn != request.Dataset)
            {
                reasons.Add($"Version: '{request.Version}' of {group} exists, fitted on {existing.Energies.FittedOn ?? "the first images that came"}. A version never changes: choose a new one.");
            }
        }

        return reasons;
    }
}
