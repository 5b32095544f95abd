using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Tests.Training;
using MedSsl.Learning.Training;
using MedSsl.Training.Runs;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly SelfSupervisedTrainer trainer = new(TinyTraining.Of("demo"), new SyntheticImages(("CR", 40)));

    public void Dispose() => trainer.Dispose();

    [Fact]
    public async Task Writer_stores_one_at_a_time_and_the_training_goes_on_meanwhile()
    {
        var writer = new CheckpointWriter();
        var (gate, stored) = (new TaskCompletionSource(), new List<byte[]>());
        trainer.Advance();
        var expected = TinyTraining.Checkpoint(trainer);

        Assert.True(writer.TryTake());
        await writer.BeginAsync(trainer.TakeSnapshot(), async content =>
        {
            await gate.Task;
            stored.Add(((MemoryStream)content).ToArray());
        });
        Assert.False(writer.TryTake());
        trainer.Advance(); // what is written is the state before
        Assert.True(writer.Ended.IsCompleted);
        Assert.Empty(stored);

        var second = writer.BeginAsync(trainer.TakeSnapshot(), content => Task.FromResult(content.Length));
        Assert.False(second.IsCompleted);
        gate.SetResult();
        await second;
        await writer.FinishAsync();
        Assert.Equal(expected, Assert.Single(stored));
        Assert.True(writer.TryTake());
    }

    [Fact]
    public async Task Failure_to_store_comes_to_light_at_the_next_event()
    {
        var writer = new CheckpointWriter();
        await writer.BeginAsync(trainer.TakeSnapshot(), _ => throw new IOException("full"));

        await Assert.ThrowsAsync<IOException>(writer.FinishAsync);

        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => writer.Ended)).Message);
    }
}
