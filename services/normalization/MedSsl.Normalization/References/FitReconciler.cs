using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.References;

/// <summary>Fits the versions that were asked for. The images drawn follow from the dataset, so that a fit which a crash cut short ends the same.</summary>
internal sealed class FitReconciler(IObjectStore store, DatasetEnergies energies, ReferenceStore references, IOptions<NormalizationOptions> options) : IReconciler
{
    public string Name => "reference-fits";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var pending = await store.ListAsync(ObjectKeys.FitPendingPrefix, cancellationToken).Select(found => found.Key).ToListAsync(cancellationToken);
        return await EachOnItsOwn.SumAsync(pending, key => FitAsync(key, cancellationToken), cancellationToken);
    }

    private async Task<int> FitAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<FitReference>(key, cancellationToken) is not { } request)
        {
            return 0;
        }

        var samples = new SortedDictionary<string, ReferenceSample>(StringComparer.Ordinal);
        await foreach (var (group, image) in energies.ReadAsync(request.Dataset, cancellationToken))
        {
            if (FitAcceptance.Concerns(request, group))
            {
                if (!samples.TryGetValue(group, out var sample))
                {
                    samples[group] = sample = new ReferenceSample(options.Value.ReferenceImages, $"{group}/{request.Version}");
                }

                sample.Add(image);
            }
        }

        foreach (var (group, sample) in samples)
        {
            await references.FitAsync(group, request.Version, sample, request.Dataset, cancellationToken);
        }

        await store.DeleteAsync(key, cancellationToken);
        return samples.Count;
    }
}
