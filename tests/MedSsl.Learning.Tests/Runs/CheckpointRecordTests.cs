using MedSsl.Contracts;
using MedSsl.Training.Runs;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class CheckpointRecordTests
{
    [Theory]
    [InlineData(2, false, new[] { -0.5, -0.9, -0.3, -0.2 }, new long[] { 3, 4 })]
    [InlineData(2, true, new[] { -0.5, -0.9, -0.3, -0.2 }, new long[] { 2, 3, 4 })]
    [InlineData(2, true, new[] { -0.5, -0.9, -0.9, -0.2 }, new long[] { 3, 4 })] // of equally good ones the newest
    [InlineData(1, true, new[] { -0.1, -0.2, -0.3, -0.4 }, new long[] { 4 })]
    [InlineData(1, true, new[] { double.NaN, -0.2, double.NaN }, new long[] { 2, 3 })]
    [InlineData(1, true, new[] { double.NaN, double.NaN }, new long[] { 2 })]
    [InlineData(9, true, new[] { -0.1 }, new long[] { 1 })]
    [InlineData(2, true, new double[0], new long[0])]
    public void Kept_are_the_last_ones_and_the_best(int last, bool withBest, double[] losses, long[] expected) =>
        Assert.Equal(expected, CheckpointRecord.Kept([.. losses.Select((loss, i) => Record(i + 1, double.IsNaN(loss) ? null : loss))], last, withBest).Select(record => record.Step));

    private static CheckpointRecord Record(long step, double? loss) =>
        new(1, step, new ObjectRef { Bucket = "medssl", Key = $"{step}", Sha256 = new string('a', 64), Bytes = 1, MediaType = "application/octet-stream" }, loss, DateTimeOffset.UnixEpoch);
}
