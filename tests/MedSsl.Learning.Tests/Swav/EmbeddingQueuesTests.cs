using MedSsl.Learning.Swav;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class EmbeddingQueuesTests
{
    [Fact]
    public void Queue_is_there_once_it_is_full_with_the_newest_first_and_each_modality_by_itself()
    {
        using var scope = NewDisposeScope();
        var queues = new EmbeddingQueues([("CT", 6), ("MR", 2), ("US", 0)], assignCrops: 2, dimension: 3);

        for (var batch = 1; batch <= 2; batch++)
        {
            queues.Insert("CT", Batch(batch));
            Assert.Null(queues.Full("CT"));
        }

        queues.Insert("CT", Batch(3));
        Assert.Equal([3, 3, 2, 2, 1, 1], Rows(queues.Full("CT")!));
        queues.Insert("CT", Batch(4));
        Assert.Equal([4, 4, 3, 3, 2, 2], Rows(queues.Full("CT")!));
        Assert.True(queues.Full("CT")![1].equal(queues.Full("CT")![0] + 100).all().item<bool>());

        Assert.Null(queues.Full("MR"));
        queues.Insert("MR", Batch(9));
        Assert.Equal([9, 9], Rows(queues.Full("MR")!));
        queues.Insert("US", Batch(9));
        Assert.Null(queues.Full("US"));
    }

    [Fact]
    public void Queue_goes_on_from_its_state()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new EmbeddingQueues([("CT", 4)], 2, 3), new EmbeddingQueues([("CT", 4)], 2, 3));
        first.Insert("CT", Batch(1));

        second.load_state_dict(first.state_dict());
        second.Insert("CT", Batch(2));

        Assert.Equal([2, 2, 1, 1], Rows(second.Full("CT")!));
        Assert.Null(first.Full("CT"));
    }

    /// <summary>Two rows for each of two crops, in which every value says what it is.</summary>
    private static Tensor Batch(int number) => stack([full([2, 3], (float)number), full([2, 3], number + 100f)]);

    private static float[] Rows(Tensor queue) => queue[0].select(1, 0).contiguous().data<float>().ToArray();
}
