using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

/// <summary>What is computed about samples and patients equals a log that workers keep while they read.</summary>
public sealed class ExposureTests
{
    private const int BatchSize = 8;

    [Theory]
    [InlineData("shuffled", 1)]
    [InlineData("shuffled", 3)]
    [InlineData("stratified", 2)]
    [InlineData("stratified", 5)]
    public void Exposure_of_each_sample_and_patient_equals_the_log_of_a_run(string kind, int workers)
    {
        const int Steps = 200; // 1600 samples: 13.9 epochs of the 115
        var layout = new BatchLayout(BatchSize, workers);
        var log = Log(Sets.Order(kind, 7), layout, Steps);
        var order = Sets.Order(kind, 7);
        foreach (var patient in log.Select(line => line.Sample).Distinct().Select(sample => new[] { sample }).Concat(Patients()))
        {
            var logged = log.Where(line => patient.Contains(line.Sample)).Select(line => line.Slot).ToArray();
            Assert.Equal(logged.Length, order.CountOf(patient, 0, Steps * BatchSize));
            Assert.Equal(logged, order.PositionsOf(patient, 0, Steps * BatchSize).Select(layout.Of));
        }
    }

    [Theory]
    [InlineData("shuffled")]
    [InlineData("stratified")]
    public void Exposure_in_any_range_equals_the_log(string kind)
    {
        var order = Sets.Order(kind, 9);
        var stream = Sets.Positions(0, 700).Select(order.At).ToArray();
        foreach (var patient in Patients())
        {
            foreach (var (from, to) in new[] { (0, 0), (0, 1), (1, 114), (114, 116), (115, 230), (230, 230), (3, 697) })
            {
                var logged = Sets.Positions(from, to).Where(position => patient.Contains(stream[position])).ToArray();
                Assert.Equal(logged.Length, order.CountOf(patient, from, to));
                Assert.Equal(logged, order.PositionsOf(patient, from, to));
            }
        }
    }

    [Fact]
    public void CountOf_a_sample_that_is_named_twice_counts_it_once()
    {
        var sample = new SamplePlace("s00", 0);
        Assert.Equal(3, Sets.Order("shuffled", 7).CountOf([sample, sample], 0, 345));
        Assert.Equal(3, Sets.Order("shuffled", 7).PositionsOf([sample, sample], 0, 345).Count());
    }

    [Fact]
    public void CountOf_a_sample_in_no_stratum_is_refused_by_name() =>
        Assert.Contains("nobody", Assert.Throws<ArgumentException>(() => Sets.Order("stratified", 7).CountOf([new SamplePlace("nobody", 0)], 0, 1)).Message, StringComparison.Ordinal);

    /// <summary>A patient with samples in several shards, and one whose samples end one shard and begin another.</summary>
    private static IEnumerable<SamplePlace[]> Patients() =>
    [
        [new("s00", 0), new("s00", 1), new("s11", 2), new("s22", 0)],
        [new("s04", 2), new("s05", 0), new("s05", 1)],
    ];

    private static List<(SamplePlace Sample, BatchSlot Slot)> Log(ISampleOrder order, BatchLayout layout, int steps)
    {
        var log = new List<(SamplePlace, BatchSlot)>();
        for (var step = 0; step < steps; step++)
        {
            var row = 0;
            for (var worker = 0; layout.Of(step * (long)BatchSize + BatchSize - 1).Worker >= worker; worker++)
            {
                var (first, count) = layout.Part(step, worker);
                for (var i = 0; i < count; i++)
                {
                    log.Add((order.At(first + i), new BatchSlot(step, row++, worker)));
                }
            }
        }

        return log;
    }
}
