using MedSsl.Evaluation.Data;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class LabelTableTests
{
    [Fact]
    public void Join_gives_images_and_leaves_out_volumes()
    {
        var image = Samples.Metadata(1, "p");
        var volume = Samples.Metadata(2, "p") with { Depth = 4 };
        var view = new DatasetView(null!, null!, [[image, volume]]);

        var labelled = view.Join(LabelTable.Build([Samples.Submission("a", 1, ("1.2.1", "1"), ("1.2.2", "1"))]));
        Assert.Equal(image, Assert.Single(labelled).Metadata);
    }

    [Fact]
    public void Build_submissions_that_disagree_believes_the_newest_and_counts_the_instances()
    {
        var table = LabelTable.Build(
        [
            Samples.Submission("b", 2, ("1", "1"), ("2", "1"), ("3", "0")),
            Samples.Submission("a", 1, ("1", "0"), ("2", "1")),
            Samples.Submission("c", 3, ("1", "0")),
        ]);

        Assert.Equal("0", table.Labels["1"].Value);
        Assert.Equal("1", table.Labels["2"].Value);
        Assert.Equal(3, table.Labels.Count);
        Assert.Equal(1, table.Conflicts); // instance 1 only, although it changed twice
        Assert.Equal(["reader"], table.Sources);
    }

    [Fact]
    public void Build_equal_times_take_the_larger_id_whatever_the_order()
    {
        var first = Samples.Submission("a", 1, ("1", "no"));
        var second = Samples.Submission("b", 1, ("1", "yes"));

        Assert.Equal("yes", LabelTable.Build([first, second]).Labels["1"].Value);
        Assert.Equal("yes", LabelTable.Build([second, first]).Labels["1"].Value);
    }

    [Fact]
    public void Build_white_space_around_a_value_is_no_conflict()
    {
        var table = LabelTable.Build([Samples.Submission("a", 1, ("1", "1 ")), Samples.Submission("b", 2, ("1", "1"))]);
        Assert.Equal(0, table.Conflicts);
        Assert.Equal("1", table.Labels["1"].Value);
    }

    [Fact]
    public void Build_nothing_is_empty() => Assert.Empty(LabelTable.Build([]).Labels);
}
