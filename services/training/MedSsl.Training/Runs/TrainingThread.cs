using System.Threading.Channels;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;

namespace MedSsl.Training.Runs;

/// <summary>
/// Steps on a thread of their own: torch keeps dispose scopes, gradient mode and autocast per thread, so nothing may be awaited between two
/// of its operations. What leaves the thread are reports, snapshots and bytes, through a bounded channel; if nobody reads, training waits.
/// </summary>
internal static class TrainingThread
{
    /// <summary>A training that was begun.</summary>
    /// <param name="Events">What happens.</param>
    /// <param name="Ended">Comes true when the thread has let go of images and tensors, whatever the end: a process that exits before is torn down under torch's feet.</param>
    public sealed record Running(ChannelReader<Event> Events, Task Ended);

    /// <summary>What happened: a step, and where one was due, a snapshot, which belongs to the reader; at the end the weights, or the state that the run was halted in.</summary>
    public sealed record Event(long Step, StepReport? Report = null, TrainingSnapshot? Snapshot = null, byte[]? Weights = null, string? Halted = null, bool IsHealthy = false);

    /// <summary>
    /// Begins where <paramref name="begin"/> puts the training. Before every step <paramref name="halt"/> is asked for the state that the run is to rest or end in; null lets it go on. When a
    /// snapshot is due, <paramref name="maySnapshot"/> is asked after every step until it allows one.
    /// </summary>
    public static Running Start(
        TrainingRecipe recipe, ITrainingImages images, Action<SelfSupervisedTrainer> begin, Func<string?> halt, Func<bool> maySnapshot, TrainingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = Channel.CreateBounded<Event>(new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });
        var thread = new Thread(() =>
        {
            try
            {
                Run(recipe, images, begin, halt, maySnapshot, options, time, events.Writer, cancellationToken);
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
        TrainingRecipe recipe, ITrainingImages images, Action<SelfSupervisedTrainer> begin, Func<string?> halt, Func<bool> maySnapshot, TrainingOptions options, TimeProvider time, ChannelWriter<Event> events, CancellationToken cancellationToken)
    {
        using var trainer = new SelfSupervisedTrainer(recipe, images, TrainingDevice.Open(options), time: time);
        begin(trainer);
        var (last, lastStep) = (time.GetTimestamp(), trainer.Step);
        while (trainer.Step < recipe.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (halt() is { } state)
            {
                // What is to go on is kept; what ends for good is not.
                var rest = state == RunStates.Paused && trainer.Step > lastStep ? trainer.TakeSnapshot() : null;
                Send(events, new Event(trainer.Step, Snapshot: rest, Halted: state), cancellationToken);
                return;
            }

            var report = Advance(trainer);
            if (recipe.CollapseAction != CollapseAction.Warn && report.Findings is [var found, ..])
            {
                Send(events, new Event(trainer.Step, report), cancellationToken);
                throw new RunCollapsedException(found, trainer.RollBacks);
            }

            TrainingSnapshot? snapshot = null;
            if (time.GetElapsedTime(last) >= options.CheckpointInterval && maySnapshot())
            {
                snapshot = trainer.TakeSnapshot();
                (last, lastStep) = (time.GetTimestamp(), trainer.Step);
            }

            Send(events, new Event(trainer.Step, report, snapshot, IsHealthy: trainer.IsHealthy), cancellationToken);
        }

        Send(events, new Event(trainer.Step, Weights: Write(trainer.WriteBackbone)), cancellationToken);
    }

    private static StepReport Advance(SelfSupervisedTrainer trainer)
    {
        try
        {
            return trainer.Advance();
        }
        catch (StepFaultException exception)
        {
            // The state before the step is known on this thread only.
            throw new RunFaultException(exception, Write(trainer.SaveCheckpoint));
        }
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
