using MassTransit;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Normalization.References;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.Drift;

/// <summary>
/// Looks at the newest series of every scanner. It keeps no state that a restart could lose: each pass reads the energies that the series left in the
/// store, whichever process normalized them, and a marker in the store says that a drift was told of already.
/// </summary>
internal sealed class DriftReconciler(
    IObjectStore store, ReferenceStore references, IBus bus, IOptions<NormalizationOptions> options, TimeProvider time, ILogger<DriftReconciler> logger) : IReconciler
{
    /// <summary>Scanners with a metric of their own, the most recently heard of: whoever writes the tag of an image must not fill Prometheus.</summary>
    private const int MaxScanners = 100;

    private sealed record Entry(string Group, string Scanner, string Key, DateTimeOffset At);

    private Dictionary<string, (DateTimeOffset At, IReadOnlyList<double>? Probe)> read = new(StringComparer.Ordinal);

    public string Name => "energy-drift";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var scanners = await NewestAsync(cancellationToken);
        var kept = new Dictionary<string, (DateTimeOffset, IReadOnlyList<double>?)>(StringComparer.Ordinal);
        var judged = new HashSet<(string, string)>();
        var changes = 0;
        foreach (var newest in scanners)
        {
            var (group, scanner) = (newest[0].Group, newest[0].Scanner);
            if (await references.FindAsync(group, options.Value.Reference, cancellationToken) is { Energies.Drift: { } baseline } reference
                && DriftTest.Judge(baseline, await ProbesAsync(newest, kept, cancellationToken)) is { } z)
            {
                judged.Add((group, scanner));
                NormalizationMetrics.EnergyDrift.WithLabels(group, scanner).Set(DriftTest.Strength(z));
                changes += await TellAsync(group, scanner, reference.Energies.Version, z, newest.Count, cancellationToken);
            }
        }

        foreach (var labels in NormalizationMetrics.EnergyDrift.GetAllLabelValues().Where(labels => !judged.Contains((labels[0], labels[1]))).ToList())
        {
            NormalizationMetrics.EnergyDrift.RemoveLabelled(labels);
        }

        read = kept;
        return changes;
    }

    /// <summary>The newest entries of each scanner, newest first; the scanners heard of last, first.</summary>
    private async Task<List<List<Entry>>> NewestAsync(CancellationToken cancellationToken)
    {
        var byScanner = new Dictionary<(string, string), PriorityQueue<Entry, (DateTimeOffset, string)>>();
        await foreach (var found in store.ListAsync(ObjectKeys.SeriesEnergiesPrefix, cancellationToken))
        {
            if (found.Key[ObjectKeys.SeriesEnergiesPrefix.Length..].Split('/') is not [_, var group, var scanner, _])
            {
                continue;
            }

            if (!byScanner.TryGetValue((group, scanner), out var newest))
            {
                byScanner[(group, scanner)] = newest = new(Comparer<(DateTimeOffset At, string Key)>.Create(
                    static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Key, b.Key)));
            }

            // A bounded queue per scanner: millions of series pass, the newest hundred stay.
            newest.Enqueue(new Entry(group, scanner, found.Key, found.LastModified), (found.LastModified, found.Key));
            if (newest.Count > DriftTest.Window)
            {
                newest.Dequeue();
            }
        }

        return [.. byScanner.Values
            .Select(queue => queue.UnorderedItems.Select(item => item.Element).OrderByDescending(entry => entry.At).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToList())
            .OrderByDescending(entries => entries[0].At).ThenBy(entries => entries[0].Key, StringComparer.Ordinal)
            .Take(MaxScanners)];
    }

    private async Task<List<IReadOnlyList<double>>> ProbesAsync(
        List<Entry> newest, Dictionary<string, (DateTimeOffset, IReadOnlyList<double>?)> kept, CancellationToken cancellationToken)
    {
        var probes = new List<IReadOnlyList<double>>();
        foreach (var entry in newest)
        {
            if (!read.TryGetValue(entry.Key, out var known) || known.At != entry.At)
            {
                known = (entry.At, (await store.ReadJsonAsync<SeriesEnergies>(entry.Key, cancellationToken))?.Probe);
            }

            kept[entry.Key] = known;
            probes.AddRange(known.Probe is null ? [] : [known.Probe]);
        }

        return probes;
    }

    /// <summary>One event when a drift begins. Told first, marked then: after a crash in between it is told twice rather than never.</summary>
    private async Task<int> TellAsync(string group, string scanner, string version, double[] z, int series, CancellationToken cancellationToken)
    {
        var marker = ObjectKeys.Drift(group, scanner);
        var wasRaised = await store.StatAsync(marker, cancellationToken) is not null;
        var strength = DriftTest.Strength(z);
        var isRaised = DriftTest.IsRaised(wasRaised, strength);
        if (isRaised && !wasRaised)
        {
            var drift = new EnergyDriftDetected
            {
                Modality = ReferenceGroups.ModalityOf(group),
                Group = group,
                Scanner = scanner,
                ReferenceVersion = version,
                SeriesCount = series,
                Strength = strength,
                ZScores = z,
                DetectedAt = time.GetUtcNow(),
            };
            Log.DriftDetected(logger, scanner, version, group, strength, series);
            await bus.Publish(drift, cancellationToken);
            await store.PutJsonAsync(marker, drift, PutCondition.Overwrite, cancellationToken);
        }
        else if (wasRaised && !isRaised)
        {
            await store.DeleteAsync(marker, cancellationToken);
        }

        return isRaised == wasRaised ? 0 : 1;
    }
}
