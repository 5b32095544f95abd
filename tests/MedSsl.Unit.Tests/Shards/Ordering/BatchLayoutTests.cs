using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class BatchLayoutTests
{
    private const int BatchSize = 8; // does not divide the 115 samples of an epoch

    [Theory]
    [InlineData("shuffled")]
    [InlineData("stratified")]
    public void Part_of_all_workers_gives_the_same_batches_for_any_number_of_them(string kind)
    {
        var one = Batches(Sets.Order(kind, 7), 1);
        Assert.All(new[] { 2, 3, 5, 8 }, workers => Assert.Equal(one, Batches(Sets.Order(kind, 7), workers)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Part_over_eight_epochs_gives_every_sample_eight_times(int workers)
    {
        // 8 epochs of 115 are 115 batches of 8.
        var order = new ShuffledOrder(new Snapshot(Sets.Uneven), 7);
        var layout = new BatchLayout(BatchSize, workers);
        var seen = new List<SamplePlace>();
        for (var worker = 0; worker < workers; worker++)
        {
            seen.AddRange(Enumerable.Range(0, 115).SelectMany(step => Read(order, layout, step, worker)));
        }

        Assert.Equal(Sets.Samples(Sets.Uneven), seen.Distinct().OrderBy(sample => sample.ShardId, StringComparer.Ordinal).ThenBy(sample => sample.Index));
        Assert.All(seen.CountBy(sample => sample), pair => Assert.Equal(8, pair.Value));
    }

    [Theory]
    [InlineData("shuffled")]
    [InlineData("stratified")]
    public void Part_of_a_step_replayed_alone_is_the_batch_it_was(string kind)
    {
        var batches = Batches(Sets.Order(kind, 7), 3);
        foreach (var step in new[] { 149, 14, 0, 77 })
        {
            var replayed = Enumerable.Range(0, 3).SelectMany(worker => Read(Sets.Order(kind, 7), new BatchLayout(BatchSize, 3), step, worker));
            Assert.Equal(batches[step], replayed);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 3)]
    [InlineData(10, 10)]
    [InlineData(256, 7)]
    public void Of_is_where_Part_has_the_position(int batchSize, int workers)
    {
        var layout = new BatchLayout(batchSize, workers);
        var next = 0L;
        for (var step = 0; step < 4; step++)
        {
            for (var worker = 0; worker < workers; worker++)
            {
                var (first, count) = layout.Part(step, worker);
                Assert.Equal(next, first);
                Assert.InRange(count, batchSize / workers, (batchSize / workers) + 1);
                Assert.All(Sets.Positions(first, first + count), position =>
                    Assert.Equal(new BatchSlot(step, (int)(position - ((long)step * batchSize)), worker), layout.Of(position)));
                next = first + count;
            }
        }

        Assert.Equal(4L * batchSize, next);
    }

    [Fact]
    public void Numbers_outside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(4, 2).Part(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(4, 2).Part(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLayout(4, 2).Of(-1));
    }

    private static List<SamplePlace[]> Batches(ISampleOrder order, int workers)
    {
        var layout = new BatchLayout(BatchSize, workers);
        return [.. Enumerable.Range(0, 150).Select(step => Enumerable.Range(0, workers).SelectMany(worker => Read(order, layout, step, worker)).ToArray())];
    }

    private static IEnumerable<SamplePlace> Read(ISampleOrder order, BatchLayout layout, long step, int worker)
    {
        var (first, count) = layout.Part(step, worker);
        return Sets.Positions(first, first + count).Select(order.At);
    }
}
