using MedSsl.Catalogue.Labels;
using MedSsl.Contracts.Ingestion;
using MedSsl.Evaluation.Data;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class TaskLabelsTests
{
    [Fact]
    public void Join_gives_images_and_leaves_out_volumes()
    {
        var image = Samples.Metadata(1, "p");
        var volume = Samples.Metadata(2, "p") with { Depth = 4 };
        var view = new DatasetView(null!, null!, [[image, volume]]);

        var labelled = view.Join(TaskLabels.Of([Samples.Submission("a", 1, ("1.2.1", "1"), ("1.2.2", "1"))]));
        Assert.Equal(image, Assert.Single(labelled).Metadata);
    }

    [Fact]
    public void Of_submissions_that_disagree_believes_the_newest_and_counts_the_instances()
    {
        var table = TaskLabels.Of(
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
    public void Of_equal_times_take_the_larger_id_whatever_the_order()
    {
        var first = Samples.Submission("a", 1, ("1", "no"));
        var second = Samples.Submission("b", 1, ("1", "yes"));

        Assert.Equal("yes", TaskLabels.Of([first, second]).Labels["1"].Value);
        Assert.Equal("yes", TaskLabels.Of([second, first]).Labels["1"].Value);
    }

    [Fact]
    public void Of_white_space_around_a_value_is_no_conflict()
    {
        var table = TaskLabels.Of([Samples.Submission("a", 1, ("1", "1 ")), Samples.Submission("b", 2, ("1", "1"))]);
        Assert.Equal(0, table.Conflicts);
        Assert.Equal("1", table.Labels["1"].Value);
    }

    [Fact]
    public void Of_nothing_is_empty() => Assert.Empty(TaskLabels.Of(Array.Empty<LabelsSubmitted>()).Labels);

    [Fact]
    public void Join_the_label_of_a_frame_goes_before_that_of_its_instance_and_a_series_labels_no_image()
    {
        var frames = Enumerable.Range(0, 3).Select(frame => Samples.Metadata(1, "p") with { Key = $"{frame}", Frame = frame }).ToList();
        var view = new DatasetView(null!, null!, [frames]);
        var labels = TaskLabels.Of([Annotated("a", Class("0"), Class("1") with { Frame = 1 }, Class("0") with { SopInstanceUid = "1.9" }, Class("x") with { SopInstanceUid = null, SeriesUid = frames[0].SeriesUid })]);
        Assert.Equal(["0", "1", "0"], view.Join(labels).Select(sample => sample.Label));
        Assert.Equal(1, view.Unmatched(labels)); // that of 1.9
    }

    [Fact]
    public void Of_a_finding_has_its_values_but_what_is_missing()
    {
        var (task, finding) = TaskLabels.Parse("cxr/effusion");
        Assert.Equal(("cxr", "effusion"), (task, finding));
        var rows = new[] { Annotated("a", Found("1", "present"), Found("2", "missing"), Found("3", "absent"), Found("3", "present") with { Finding = "nodule" }, Class("7")) };
        var labels = TaskLabels.Of(rows, finding);
        Assert.Equal([("1", "present"), ("3", "absent")], labels.Labels.Select(label => (label.Key, label.Value.Value)).Order());
        Assert.Equal(0, labels.Conflicts);
        Assert.Equal(["1.2.1"], TaskLabels.Of(rows).Labels.Keys);
        Assert.Equal(("cxr", null), TaskLabels.Parse("cxr"));
    }

    private static LabelsSubmitted Annotated(string id, params Annotation[] annotations) => Samples.Submission(id, 1) with { Annotations = annotations };

    private static Annotation Class(string value) => new() { Kind = "class", Value = value, SopInstanceUid = "1.2.1" };

    private static Annotation Found(string instance, string value) => new() { Kind = "finding", Finding = "effusion", Value = value, SopInstanceUid = instance };
}
