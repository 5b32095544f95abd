using System.Globalization;
using MedSsl.Catalogue.Lineage;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Stamps the runs whose dataset version had samples of a patient, and the versions of models that they made.</summary>
internal sealed class WithdrawalStamps(IObjectStore store, ShardCache cache, TimeProvider time, ILogger<WithdrawalStamps> logger)
{
    /// <summary>A run as it was accepted, as far as it matters here.</summary>
    private sealed record AcceptedRun(StartTraining Command, int DatasetVersion);

    /// <summary>Writes the stamps; answers those of runs, and the versions of models.</summary>
    public async Task<(List<WithdrawalStamp> Runs, List<StampedModel> Models)> StampAsync(string withdrawalId, PatientFindings all, CancellationToken cancellationToken)
    {
        var stamps = new List<WithdrawalStamp>();
        var found = all.Shards.ToDictionary(shard => shard.ShardId, StringComparer.Ordinal);
        if (found.Count == 0)
        {
            return (stamps, []);
        }

        var rewritten = await store.ListRewrittenAsync(cancellationToken);
        await foreach (var run in store.ListJsonAsync<AcceptedRun>(ObjectKeys.RunPrefix, key => key.EndsWith("/request.json", StringComparison.Ordinal), cancellationToken))
        {
            var samples = await SamplesAsync(run, found, rewritten, cancellationToken);
            if (samples > 0)
            {
                stamps.Add(await StampAsync(withdrawalId, run, samples, all, cancellationToken));
            }
        }

        return (stamps, await StampModelsAsync(stamps, cancellationToken));
    }

    private async Task<WithdrawalStamp> StampAsync(string withdrawalId, AcceptedRun run, int samples, PatientFindings all, CancellationToken cancellationToken)
    {
        var exposure = await ExposureAsync(run.Command.RunId, all, cancellationToken);
        var stamp = new WithdrawalStamp
        {
            WithdrawalId = withdrawalId,
            RunId = run.Command.RunId,
            Dataset = run.Command.Dataset,
            DatasetVersion = run.DatasetVersion,
            SampleCount = samples,
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
    private async Task<int> SamplesAsync(AcceptedRun run, Dictionary<string, FoundShard> found, IReadOnlySet<string> rewritten, CancellationToken cancellationToken)
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

    /// <summary>The versions of models that these runs made: those that are registered by now.</summary>
    public async Task<List<StampedModel>> ModelsAsync(IReadOnlyList<WithdrawalStamp> runs, CancellationToken cancellationToken) =>
        await store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefixAll, cancellationToken)
            .Where(version => runs.Any(run => run.RunId == version.RunId))
            .Select(version => new StampedModel(version.Model, version.Version, version.RunId))
            .ToListAsync(cancellationToken);

    /// <summary>Withdrawals whose stamped runs made versions of models without a stamp: a run that was under way registers its model after the report.</summary>
    public async Task<IReadOnlySet<string>> WithLateModelsAsync(CancellationToken cancellationToken)
    {
        var runs = (await store.ListAsync(ObjectKeys.RunPrefix, cancellationToken).Select(found => found.Key.Split('/')).ToListAsync(cancellationToken))
            .Where(parts => parts is [_, _, "withdrawals", _])
            .ToLookup(parts => parts[1], parts => Path.GetFileNameWithoutExtension(parts[3]), StringComparer.Ordinal);
        var late = new HashSet<string>(StringComparer.Ordinal);
        if (runs.Count == 0)
        {
            return late;
        }

        var stamped = await store.ListAsync(ObjectKeys.ModelWithdrawalPrefix, cancellationToken).Select(found => found.Key).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        await foreach (var version in store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefixAll, cancellationToken))
        {
            late.UnionWith(runs[version.RunId].Where(id => !stamped.Contains(ObjectKeys.ModelWithdrawal(version.Model, version.Version, id))));
        }

        return late;
    }

    private async Task<List<StampedModel>> StampModelsAsync(List<WithdrawalStamp> stamps, CancellationToken cancellationToken)
    {
        var models = await ModelsAsync(stamps, cancellationToken);
        foreach (var model in models)
        {
            var stamp = stamps.First(stamp => stamp.RunId == model.RunId);
            await store.PutJsonAsync(ObjectKeys.ModelWithdrawal(model.Model, model.Version, stamp.WithdrawalId), stamp, PutCondition.Overwrite, cancellationToken);
        }

        return models;
    }

    /// <summary>The newest checkpoint from before a step, by its steps taken; null when none is kept.</summary>
    private async Task<string?> CheckpointBeforeAsync(string runId, long step, CancellationToken cancellationToken) =>
        await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken)
            .Select(found => found.Key)
            .Where(key => !ObjectKeys.IsCheckpointRecord(key))
            .LastOrDefaultAsync(key => long.Parse(Path.GetFileNameWithoutExtension(key).Split('-')[1], CultureInfo.InvariantCulture) < step, cancellationToken);
}
