using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MedSsl.Learning.Augmentation;

namespace MedSsl.Learning.Training;

/// <summary>
/// Prepares the crops of the next step while the current one trains: one step ahead, never more, so memory is bounded. What a step gets does
/// not depend on threads or timing, for every sample is a function of (seed, step, slot). A batch is valid until the next one is taken.
/// </summary>
internal sealed class CropBatches(TrainingRecipe recipe, ITrainingImages images, BatchPlan plan, int threads) : IDisposable
{
    private readonly MultiCropAugmentation _augmentation = new(recipe.Augmentation());
    private readonly CropGroup[] _groups = [.. recipe.Augmentation().Crops.Where(group => group.Count > 0)];
    private readonly float[][]?[] _buffers = new float[][]?[2];
    private readonly CancellationTokenSource _stop = new();
    private Task<CropBatch>? _next;
    private long _nextStep;

    /// <summary>The crops of <paramref name="step"/>; the step after it is then begun.</summary>
    public CropBatch Take(long step)
    {
        var current = _next is not null && _nextStep == step ? _next : Begin(step, after: _next);
        _next = null;
        var batch = current.GetAwaiter().GetResult();
        while (batch.Revision != images.Revision)
        {
            // Prepared before a patient was withdrawn: it may hold an image that must not be used.
            batch = Begin(step, after: null).GetAwaiter().GetResult();
        }

        if (step + 1 < recipe.Steps)
        {
            _nextStep = step + 1;
            _next = Begin(step + 1, after: null);
        }

        return batch;
    }

    public void Dispose()
    {
        _stop.Cancel();
        Settle(_next);
        _stop.Dispose();
    }

    private Task<CropBatch> Begin(long step, Task? after) => Task.Run(() =>
    {
        Settle(after);
        return Prepare(step);
    });

    // A batch that nobody wants any more: its result and its failure alike are of no interest.
    private static void Settle(Task? task)
    {
        if (task is not null)
        {
            Task.WaitAny(task);
        }
    }

    private CropBatch Prepare(long step)
    {
        // Two sets of buffers in turn: the batch that was taken last is in use until the next one is taken.
        var buffers = _buffers[step & 1] ??= [.. _groups.Select(group => new float[group.Count * recipe.BatchSize * group.Size * group.Size])];
        var revision = images.Revision;
        var slots = plan.Slots(step);
        var replaced = new ReplacedDraw?[recipe.BatchSize];
        var targets = new IReadOnlyList<float>?[recipe.BatchSize];
        var finite = new bool[recipe.BatchSize];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = _stop.Token };
        try
        {
            // One by one: threads that take slots in blocks would wait for each other at the end of every batch.
            Parallel.ForEach(Partitioner.Create(slots, EnumerablePartitionerOptions.NoBuffering), options, slot =>
            {
                var (image, reference, replacement, labels, _) = images.Read(slot.Modality, slot.Draw);
                (replaced[slot.Slot], targets[slot.Slot]) = (replacement, labels);
                finite[slot.Slot] = FinitePixels.All(image.Pixels);
                _augmentation.Apply(image, slot.Modality, reference, recipe.Seed, [(ulong)step, (ulong)slot.Slot], view => Place(buffers, slot.Slot, view));
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]); // the reader's own failure, with its own message
        }

        return new CropBatch(step, revision, buffers, [.. replaced.OfType<ReplacedDraw>()], targets, finite);
    }

    private Memory<float> Place(float[][] buffers, int slot, int view)
    {
        var group = 0;
        while (view >= _groups[group].Count)
        {
            view -= _groups[group++].Count;
        }

        var length = _groups[group].Size * _groups[group].Size;
        return buffers[group].AsMemory(((view * recipe.BatchSize) + slot) * length, length);
    }
}
