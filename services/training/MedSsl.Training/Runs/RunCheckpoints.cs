using System.Globalization;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Training.Runs;

/// <summary>
/// The checkpoints of runs. A checkpoint is an object and, once that is durable, a record with its digest: without the record it does not count. Each attempt at a run writes under a generation of
/// its own, higher than any before.
/// </summary>
internal sealed class RunCheckpoints(IObjectStore store, IOptions<TrainingOptions> options, TimeProvider time, ILogger<RunCheckpoints> logger)
{
    private const string MediaType = "application/octet-stream";

    /// <summary>The complete checkpoints of a run, oldest first; a run goes on from the last one.</summary>
    public async Task<IReadOnlyList<CheckpointRecord>> ListAsync(string runId, CancellationToken cancellationToken) =>
        await store.ListJsonAsync<CheckpointRecord>(ObjectKeys.RunCheckpointPrefix(runId), ObjectKeys.IsCheckpointRecord, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>
    /// Generation for a new attempt, and what it goes on from: the newest checkpoint that is as it was written. Damaged ones after it are told of and left behind; null if there is none.
    /// </summary>
    public async Task<(int Generation, byte[]? Checkpoint)> ResumeAsync(string runId, CancellationToken cancellationToken)
    {
        var records = await ListAsync(runId, cancellationToken);
        await WarnOfUnrecordedAsync(runId, records, cancellationToken);
        foreach (var record in records.Reverse())
        {
            try
            {
                var checkpoint = await store.ReadVerifiedAsync(record.Checkpoint, cancellationToken);
                if (record != records[^1])
                {
                    await RollBackAsync(runId, record, cancellationToken);
                }

                return (await NextGenerationAsync(runId, cancellationToken), checkpoint);
            }
            catch (ObjectIntegrityException exception)
            {
                Log.CheckpointDamaged(logger, runId, record.Step, record.Checkpoint.Key, exception);
            }
        }

        return (await NextGenerationAsync(runId, cancellationToken), null);
    }

    /// <summary>Makes one of the checkpoints of <see cref="ListAsync"/> the newest, so that the next attempt goes on from it. Not while the run is trained.</summary>
    public async Task RollBackAsync(string runId, CheckpointRecord chosen, CancellationToken cancellationToken) =>
        await PutRecordAsync(runId, chosen with { Generation = await NextGenerationAsync(runId, cancellationToken) }, cancellationToken);

    /// <summary>Makes a checkpoint durable, then its record, and removes those that are no longer kept.</summary>
    public async Task<CheckpointRecord> SaveAsync(string runId, int generation, long step, Stream checkpoint, double lossMinusLogK, CancellationToken cancellationToken)
    {
        var put = await store.PutAsync(ObjectKeys.RunCheckpoint(runId, generation, step), checkpoint, MediaType, PutCondition.Overwrite, cancellationToken);
        var record = new CheckpointRecord(generation, step, put.Object, double.IsFinite(lossMinusLogK) ? lossMinusLogK : null, time.GetUtcNow());
        await PutRecordAsync(runId, record, cancellationToken);
        await PruneAsync(runId, record, cancellationToken);
        return record;
    }

    /// <summary>Makes a checkpoint the newest, from which the run goes on, whatever step the others are of. Not while the run is trained.</summary>
    public async Task GoBackAsync(string runId, long step, Stream checkpoint, CancellationToken cancellationToken) =>
        await SaveAsync(runId, await NextGenerationAsync(runId, cancellationToken), step, checkpoint, double.NaN, cancellationToken);

    /// <summary>Removes every checkpoint of a run that does not go on.</summary>
    public Task RemoveAllAsync(string runId, CancellationToken cancellationToken) => RemoveAsync(runId, _ => true, cancellationToken);

    /// <summary>What is older than the newest and not kept: a worker that lost its lease without noticing removes nothing that its successor wrote.</summary>
    private async Task PruneAsync(string runId, CheckpointRecord newest, CancellationToken cancellationToken)
    {
        var bound = ObjectKeys.RunCheckpoint(runId, newest.Generation, newest.Step);
        var records = await ListAsync(runId, cancellationToken);
        var kept = CheckpointRecord.Kept(records, options.Value.KeepCheckpoints, options.Value.KeepBest)
            .SelectMany(record => new[] { ObjectKeys.RunCheckpointRecord(runId, record.Generation, record.Step), record.Checkpoint.Key })
            .ToHashSet(StringComparer.Ordinal);
        await RemoveAsync(runId, key => string.CompareOrdinal(key, bound) < 0 && !kept.Contains(key), cancellationToken);
    }

    private async Task WarnOfUnrecordedAsync(string runId, IReadOnlyList<CheckpointRecord> records, CancellationToken cancellationToken)
    {
        var newest = (await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken).LastOrDefaultAsync(found => !ObjectKeys.IsCheckpointRecord(found.Key), cancellationToken))?.Key;
        if (newest is not null && records.All(record => record.Checkpoint.Key != newest))
        {
            Log.CheckpointWithoutRecord(logger, runId, newest, records.Count > 0 ? records[^1].Step : 0);
        }
    }

    private async Task<int> NextGenerationAsync(string runId, CancellationToken cancellationToken)
    {
        var newest = (await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken).LastOrDefaultAsync(cancellationToken))?.Key;
        return newest is null ? 1 : int.Parse(Path.GetFileName(newest).Split('-')[0], CultureInfo.InvariantCulture) + 1;
    }

    private Task PutRecordAsync(string runId, CheckpointRecord record, CancellationToken cancellationToken) =>
        store.PutJsonAsync(ObjectKeys.RunCheckpointRecord(runId, record.Generation, record.Step), record, PutCondition.Overwrite, cancellationToken);

    // Records first: what a crash leaves behind is then a checkpoint that does not count, and not a record of nothing.
    private async Task RemoveAsync(string runId, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken).Select(found => found.Key).Where(isWanted).ToListAsync(cancellationToken);
        foreach (var key in keys.OrderByDescending(ObjectKeys.IsCheckpointRecord))
        {
            await store.DeleteAsync(key, cancellationToken);
        }
    }
}
