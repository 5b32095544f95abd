using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>
/// Prepares the crops of the next step while the current one trains: one step ahead, never more, so memory is bounded. What a step gets does
/// not depend on threads or timing, for the crops of a sample are a function of (seed, epoch, key). A batch is valid until the next one is taken.
/// </summary>
internal sealed class CropBatches(TrainingRecipe recipe, ITrainingImages images, BatchPlan plan, int threads, Device device) : IDisposable
{
    // Values of all views of the images that a device augments at once, a GiB with what is needed beside them.
    private const long LargestChunk = 1 << 26;

    private readonly MultiCropAugmentation _augmentation = new(recipe.Augmentation());
    private readonly Tensor[]?[] _buffers = new Tensor[]?[2];
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
        _augmentation.Dispose();
        foreach (var buffer in _buffers.OfType<Tensor[]>().SelectMany(buffers => buffers))
        {
            buffer.Dispose();
        }
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
        var buffers = _buffers[step & 1] ??= [.. _augmentation.Groups.Select(Buffer)];
        var revision = images.Revision;
        var slots = plan.Slots(step);
        var replaced = new ReplacedDraw?[recipe.BatchSize];
        var targets = new IReadOnlyList<float>?[recipe.BatchSize];
        var waiting = new DrawnImage?[recipe.BatchSize];
        var finite = new bool[recipe.BatchSize];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = _stop.Token };
        try
        {
            // One by one: threads that take slots in blocks would wait for each other at the end of every batch.
            Parallel.ForEach(Partitioner.Create(slots, EnumerablePartitionerOptions.NoBuffering), options, slot =>
            {
                var image = images.Read(slot.Modality, slot.Draw);
                (replaced[slot.Slot], targets[slot.Slot]) = (image.Replaced, image.Targets);
                finite[slot.Slot] = FinitePixels.All(image.Image.Pixels);
                var drawn = SampleViews.Draw(_augmentation, recipe, image, slot.Modality, slot.Epoch);
                if (device.type == DeviceType.CPU)
                {
                    // Image by image: what one of them needs fits into the cache, and the threads share the images.
                    using var alone = new OneThread();
                    Place([(slot.Slot, drawn)], buffers);
                }
                else
                {
                    waiting[slot.Slot] = drawn;
                }
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]); // the reader's own failure, with its own message
        }

        // Elsewhere as many at once as have one shape: many small operations would wait for each other's start.
        foreach (var shape in waiting.Index().Where(pair => pair.Item is not null).GroupBy(pair => pair.Item!.Shape, StringComparer.Ordinal))
        {
            var source = shape.First().Item!;
            var most = Math.Max(1, LargestChunk / ((long)source.Source.Pixels.Length * source.Views.Count));
            foreach (var chunk in shape.Chunk((int)most))
            {
                _stop.Token.ThrowIfCancellationRequested();
                Place([.. chunk.Select(pair => (pair.Index, pair.Item!))], buffers);
            }
        }

        return new CropBatch(step, revision, buffers, [.. replaced.OfType<ReplacedDraw>()], targets, finite);
    }

    // Whoever waits for a batch may find itself preparing it, inside a scope of its own.
    private Tensor Buffer(CropGroup group) => empty([group.Count, recipe.BatchSize, 1, group.Size, group.Size], device: device).DetachFromDisposeScope();

    private void Place(IReadOnlyList<(int Slot, DrawnImage Image)> images, Tensor[] buffers)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var slots = tensor(images.Select(image => (long)image.Slot).ToArray()).to(device);
        foreach (var (buffer, crops) in buffers.Zip(_augmentation.Apply([.. images.Select(image => image.Image)], device)))
        {
            buffer.view(crops.shape[0], recipe.BatchSize, crops.shape[2], crops.shape[3]).index_copy_(1, slots, crops);
        }
    }
}
