using MedSsl.Learning.Checkpoints;

namespace MedSsl.Training.Runs;

/// <summary>Writes and stores snapshots of a run beside its training, one at a time: while one is under way no other is due, so that no step waits for the store.</summary>
internal sealed class CheckpointWriter
{
    private Task underWay = Task.CompletedTask;
    private int taken;

    /// <summary>What was begun last, if it has ended, with its failure; else nothing.</summary>
    public Task Ended => underWay.IsCompleted ? underWay : Task.CompletedTask;

    /// <summary>Whether a snapshot may be taken now. True once, until what was taken is stored. For the thread of the training.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref taken, 1, 0) == 0;

    /// <summary>Begins to write a snapshot, which is then disposed, and to <paramref name="store"/> the checkpoint; waits for the one before.</summary>
    public async Task BeginAsync(TrainingSnapshot snapshot, Func<Stream, Task> store)
    {
        await underWay;
        underWay = Task.Run(() => WriteAsync(snapshot, store));
    }

    /// <summary>Ends when nothing is under way any more.</summary>
    public Task FinishAsync() => underWay;

    private async Task WriteAsync(TrainingSnapshot snapshot, Func<Stream, Task> store)
    {
        using var content = new MemoryStream();
        using (snapshot)
        {
            snapshot.Write(content);
        }

        content.Position = 0;
        await store(content);
        Volatile.Write(ref taken, 0);
    }
}
