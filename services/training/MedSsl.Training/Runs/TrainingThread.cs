using System.Threading.Channels;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Training;

namespace MedSsl.Training.Runs;

/// <summary>
/// Steps on a thread of their own: torch keeps dispose scopes, gradient mode and autocast per thread, so nothing may be awaited between two
/// of its operations. What leaves the thread are reports and bytes, through a bounded channel; if nobody reads, training waits.
/// </summary>
internal static class TrainingThread
{
    /// <summary>A training that was begun.</summary>
    /// <param name="Events">What happens.</param>
    /// <param name="Ended">Comes true when the thread has let go of images and tensors, whatever the end: a process that exits before is torn down under torch's feet.</param>
    public sealed record Running(ChannelReader<Event> Events, Task Ended);

    /// <summary>What happened: a step, and where one was due, a checkpoint; at the end the weights, or the state that the run was halted in.</summary>
    public sealed record Event(long Step, StepReport? Report = null, byte[]? Checkpoint = null, byte[]? Weights = null, string? Halted = null);

    /// <summary>Begins. Before every step <paramref name="halt"/> is asked for the state that the run is to rest or end in; null lets it go on.</summary>
    public static Running Start(
        TrainingRecipe recipe, ITrainingImages images, byte[]? checkpoint, Func<string?> halt, TrainingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = Channel.CreateBounded<Event>(new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });
        var thread = new Thread(() =>
        {
            try
            {
                Run(recipe, images, checkpoint, halt, options, time, events.Writer, cancellationToken);
                events.Writer.Complete();
            }
            catch (Exception exception)
            {
                // The edge of the thread: the reader gets the exception.
                events.Writer.Complete(exception);
            }
            finally
            {
                ended.SetResult();
            }
        })
        { IsBackground = true, Name = "training" };
        thread.Start();
        return new Running(events.Reader, ended.Task);
    }

    private static void Run(
        TrainingRecipe recipe, ITrainingImages images, byte[]? checkpoint, Func<string?> halt, TrainingOptions options, TimeProvider time, ChannelWriter<Event> events, CancellationToken cancellationToken)
    {
        using var trainer = new SelfSupervisedTrainer(recipe, images, TrainingDevice.Open(options), time: time);
        if (checkpoint is not null)
        {
            trainer.LoadCheckpoint(new MemoryStream(checkpoint, writable: false));
        }

        var (last, lastStep) = (time.GetTimestamp(), trainer.Step);
        while (trainer.Step < recipe.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (halt() is { } state)
            {
                // What is to go on is kept; what ends for good is not.
                var rest = state == RunStates.Paused && trainer.Step > lastStep ? Write(trainer.SaveCheckpoint) : null;
                Send(events, new Event(trainer.Step, Checkpoint: rest, Halted: state), cancellationToken);
                return;
            }

            var report = trainer.Advance();
            byte[]? saved = null;
            if (time.GetElapsedTime(last) >= options.CheckpointInterval)
            {
                saved = Write(trainer.SaveCheckpoint);
                (last, lastStep) = (time.GetTimestamp(), trainer.Step);
            }

            Send(events, new Event(trainer.Step, report, saved), cancellationToken);
        }

        Send(events, new Event(trainer.Step, Weights: Write(trainer.WriteBackbone)), cancellationToken);
    }

    private static byte[] Write(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static void Send(ChannelWriter<Event> events, Event item, CancellationToken cancellationToken)
    {
        while (!events.TryWrite(item))
        {
            // Blocking is right here: this thread has nothing else to do until somebody reads.
            if (!events.WaitToWriteAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
            {
                throw new OperationCanceledException("the reader of the training events is gone", cancellationToken);
            }
        }
    }
}
