using MedSsl.Learning.Augmentation;

namespace MedSsl.Learning.Training;

/// <summary>
/// Prepares the crops of the next step while the current one trains: one step ahead, never more, so memory is bounded. What a step gets does
/// not depend on threads or timing, for every sample is a function of (seed, step, slot).
/// </summary>
internal sealed class CropBatches(TrainingRecipe recipe, ITrainingImages images, BatchPlan plan, int threads) : IDisposable
{
    private readonly MultiCropAugmentation _augmentation = new(recipe.Augmentation());
    private readonly CropGroup[] _groups = [.. recipe.Augmentation().Crops.Where(group => group.Count > 0)];
    private readonly CancellationTokenSource _stop = new();
    private Task<CropBatch>? _next;
    private long _nextStep;

    /// <summary>The crops of <paramref name="step"/>; the step after it is then begun.</summary>
    public CropBatch Take(long step)
    {
        var current = _next is not null && _nextStep == step ? _next : Begin(step, after: _next);
        _next = null;
        var batch = current.GetAwaiter().GetResult();
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
    private static void Settle(Task? task) => ((IAsyncResult?)task)?.AsyncWaitHandle.WaitOne();

    private CropBatch Prepare(long step)
    {
        var buffers = _groups.Select(group => new float[group.Count * recipe.BatchSize * group.Size * group.Size]).ToArray();
        var slots = plan.Slices.SelectMany(slice => plan.Indices(slice, step).Select((index, i) => (slice.Modality, Index: index, Slot: slice.Start + i))).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = _stop.Token };
        Parallel.ForEach(slots, options, slot =>
        {
            var image = images.Read(slot.Modality, slot.Index).Image;
            _augmentation.Apply(image, slot.Modality, images.Reference(slot.Modality), recipe.Seed, [(ulong)step, (ulong)slot.Slot], view => Place(buffers, slot.Slot, view));
        });
        return new CropBatch(step, buffers);
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
