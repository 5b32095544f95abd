using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>
/// Makes files durable, together where several wait: whoever finds nobody at work flushes for all who have come by then, and hands on to whoever came
/// meanwhile. One association alone flushes on its own thread without a detour.
/// </summary>
internal sealed class GroupCommit(FolderSync folder)
{
    private readonly Lock gate = new();
    private List<Waiter> waiting = [];
    private bool isAtWork;

    /// <summary>Ends when the file's content is on disk, and its name too where it is new.</summary>
    public Task CommitAsync(SafeFileHandle file, bool isNew)
    {
        var waiter = new Waiter(file, isNew, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(waiter);
            if (isAtWork)
            {
                return waiter.Done.Task;
            }

            isAtWork = true;
        }

        FlushWaiting();
        return waiter.Done.Task;
    }

    private void FlushWaiting()
    {
        List<Waiter> batch;
        lock (gate)
        {
            (batch, waiting) = (waiting, []);
        }

        Flush(batch);
        lock (gate)
        {
            isAtWork = waiting.Count > 0;
            if (isAtWork)
            {
                // Whoever flushed has an answer to give; the next batch is another's work.
                _ = Task.Run(FlushWaiting);
            }
        }
    }

    private void Flush(List<Waiter> batch)
    {
        try
        {
            if (batch is [var only])
            {
                FileSync.Flush(only.File);
            }
            else
            {
                Parallel.ForEach(batch, waiter => FileSync.Flush(waiter.File));
            }

            if (batch.Exists(waiter => waiter.IsNew))
            {
                folder.Sync();
            }

            batch.ForEach(waiter => waiter.Done.SetResult());
        }
        catch (Exception exception)
        {
            // Of a failed flush nobody knows what it left out (fsync(2)): none of the batch may be called durable.
            var failure = exception is AggregateException aggregate ? aggregate.InnerException! : exception;
            batch.ForEach(waiter => waiter.Done.TrySetException(failure));
        }
    }

    private sealed record Waiter(SafeFileHandle File, bool IsNew, TaskCompletionSource Done);
}
