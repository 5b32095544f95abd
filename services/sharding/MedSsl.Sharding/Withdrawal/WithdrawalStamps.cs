using System.Globalization;
using MedSsl.Catalogue.Lineage;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Stamps the runs whose dataset version had samples of a patient, those that began with weights of theirs, and the versions of models that all of them made.</summary>
internal sealed class WithdrawalStamps(IObjectStore store, ShardCache cache, TimeProvider time, ILogger<WithdrawalStamps> logger)
{
    /// <summary>Writes the stamps; answers those of runs, and the versions of models.</summary>
    public async Task<(List<WithdrawalStamp> Runs, List<StampedModel> Models)> StampAsync(string withdrawalId, PatientFindings all, CancellationToken cancellationToken)
    {
        var found = all.Shards.ToDictionary(shard => shard.ShardId, StringComparer.Ordinal);
        if (found.Count == 0)
        {
            return ([], []);
        }

        var lineage = await WeightLineage.ReadAsync(store, cancellationToken);
        var rewritten = await store.ListRewrittenAsync(cancellationToken);
        var samples = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var run in lineage.Runs)
        {
            samples[run.Command.RunId] = await SamplesAsync(run, found, rewritten, cancellationToken);
        }

        var inherited = lineage.WithHeirs(samples.Where(run => run.Value > 0).Select(run => run.Key));
        var stamps = new List<WithdrawalStamp>();
        foreach (var run in lineage.Runs.Where(run => inherited.ContainsKey(run.Command.RunId)))
        {
            stamps.Add(await StampAsync(withdrawalId, run, samples[run.Command.RunId], inherited[run.Command.RunId], all, cancellationToken));
        }

        var models = lineage.ModelsOf(inherited.Keys).ToList();
        foreach (var model in models)
        {
            await store.PutJsonAsync(ObjectKeys.ModelWithdrawal(model.Model, model.Version, withdrawalId), stamps.First(stamp => stamp.RunId == model.RunId), PutCondition.Overwrite, cancellationToken);
        }

        return (stamps, models);
    }

    /// <summary>Whether a report names all that would be stamped now, as far as that follows from the runs that it names.</summary>
    public async Task<bool> CoversAsync(WithdrawalReport report, CancellationToken cancellationToken)
    {
        var lineage = await WeightLineage.ReadAsync(store, cancellationToken);
        var runs = lineage.WithHeirs(report.Runs.Select(run => run.RunId));
        return runs.Count == report.Runs.Count && lineage.ModelsOf(runs.Keys).SequenceEqual(report.Models);
    }

    /// <summary>
    /// Withdrawals of which something is not stamped that follows from what is: a run that was under way registers its model after the report, and others may begin with a stamped one.
    /// </summary>
    public async Task<IReadOnlySet<string>> WithLateStampsAsync(CancellationToken cancellationToken)
    {
        var runs = (await store.ListAsync(ObjectKeys.RunPrefix, cancellationToken).Select(found => found.Key.Split('/')).ToListAsync(cancellationToken))
            .Where(parts => parts is [_, _, "withdrawals", _])
            .ToLookup(parts => Path.GetFileNameWithoutExtension(parts[3]), parts => parts[1], StringComparer.Ordinal);
        if (runs.Count == 0)
        {
            return new HashSet<string>();
        }

        var stamped = await store.ListAsync(ObjectKeys.ModelWithdrawalPrefix, cancellationToken).Select(found => found.Key).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        var lineage = await WeightLineage.ReadAsync(store, cancellationToken);
        return runs.Where(withdrawal =>
        {
            var reached = lineage.WithHeirs(withdrawal);
            return reached.Count > withdrawal.Count() || lineage.ModelsOf(reached.Keys).Any(model => !stamped.Contains(ObjectKeys.ModelWithdrawal(model.Model, model.Version, withdrawal.Key)));
        }).Select(withdrawal => withdrawal.Key).ToHashSet(StringComparer.Ordinal);
    }

    private async Task<WithdrawalStamp> StampAsync(string withdrawalId, WeightLineage.AcceptedRun run, int samples, string? inherited, PatientFindings all, CancellationToken cancellationToken)
    {
        var exposure = samples > 0 ? await ExposureAsync(run.Command.RunId, all, cancellationToken) : null;
        var stamp = new WithdrawalStamp
        {
            WithdrawalId = withdrawalId,
            RunId = run.Command.RunId,
            Dataset = run.Command.Dataset,
            DatasetVersion = run.DatasetVersion,
            SampleCount = samples,
            InitialWeights = inherited,
            Exposures = exposure?.Times,
            FirstStep = exposure?.FirstStep,
            LastStep = exposure?.LastStep,
            Steps = exposure?.Steps,
            CheckpointBefore = exposure?.FirstStep is { } first ? await CheckpointBeforeAsync(run.Command.RunId, first, cancellationToken) : null,
            StampedAt = time.GetUtcNow(),
        };
        await store.PutJsonAsync(ObjectKeys.RunWithdrawal(stamp.RunId, withdrawalId), stamp, PutCondition.Overwrite, cancellationToken);
        return stamp;
    }

    /// <summary>How often the run used the patient; null where it recorded no order, as runs from before there was one, or where its order cannot be computed.</summary>
    private async Task<Exposure?> ExposureAsync(string runId, PatientFindings all, CancellationToken cancellationToken)
    {
        try
        {
            return await RunLineage.OpenAsync(store, runId, cache, cancellationToken) is { } lineage
                ? await lineage.ExposureOfRemovedAsync(all.Shards.ToDictionary(shard => shard.ShardId, shard => shard.Positions, StringComparer.Ordinal), cancellationToken)
                : null;
        }
        catch (InvalidDataException exception)
        {
            Log.ExposureUnknown(logger, runId, exception);
            return null;
        }
    }

    /// <summary>Samples of the patient in the dataset version of a run; the same one may have been found in a shard and in what it was rewritten to.</summary>
    private async Task<int> SamplesAsync(WeightLineage.AcceptedRun run, Dictionary<string, FoundShard> found, IReadOnlySet<string> rewritten, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(run.Command.Dataset, run.DatasetVersion), cancellationToken) is not { } version)
        {
            return 0;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shard in version.Shards)
        {
            var id = shard.ShardId;
            keys.UnionWith(found.GetValueOrDefault(id)?.Keys ?? []);
            while (rewritten.Contains(id) && await store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(id), cancellationToken) is { Replacement: { } replacement })
            {
                id = replacement.ShardId;
                keys.UnionWith(found.GetValueOrDefault(id)?.Keys ?? []);
            }
        }

        return keys.Count;
    }

    /// <summary>The newest checkpoint from before a step, by its steps taken; null when none is kept.</summary>
    private async Task<string?> CheckpointBeforeAsync(string runId, long step, CancellationToken cancellationToken) =>
        await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken)
            .Select(found => found.Key)
            .Where(key => !ObjectKeys.IsCheckpointRecord(key))
            .LastOrDefaultAsync(key => long.Parse(Path.GetFileNameWithoutExtension(key).Split('-')[1], CultureInfo.InvariantCulture) < step, cancellationToken);
}
