using MedSsl.Learning.Supervised;
using Xunit;

namespace MedSsl.Learning.Tests.Supervised;

public sealed class LabelTaskTests
{
    [Fact]
    public void Of_one_label_with_two_values_answers_whether_it_is_the_second()
    {
        var task = LabelTask.Of([Counts("cxr/effusion", ("present", 3), ("absent", 5))]).Task!;

        Assert.Equal((LabelKind.Binary, 1), (task.Kind, task.Outputs));
        Assert.Equal([1f], task.TargetsOf(["present"])!);
        Assert.Equal([0f], task.TargetsOf(["absent"])!);
        Assert.Null(task.TargetsOf([null]));
    }

    [Fact]
    public void Of_one_label_with_more_values_chooses_one()
    {
        var task = LabelTask.Of([Counts("view", ("pa", 3), ("ap", 5), ("lateral", 1))]).Task!;

        Assert.Equal((LabelKind.MultiClass, 3), (task.Kind, task.Outputs));
        Assert.Equal([0f, 0f, 1f], task.TargetsOf(["pa"])!);
        Assert.Null(task.TargetsOf([null]));
        Assert.Null(task.TargetsOf(["oblique"])); // a class that only test patients have
    }

    [Fact]
    public void Of_several_labels_answers_each_and_leaves_out_what_is_missing()
    {
        var task = LabelTask.Of([Counts("b", ("0", 3), ("1", 5)), Counts("a", ("no", 3), ("yes", 5))]).Task!;

        Assert.Equal(["b", "a"], task.Names);
        Assert.Equal((LabelKind.Binary, 2), (task.Kind, task.Outputs));
        Assert.Equal([1f, float.NaN], task.TargetsOf(["1", null])!);
        Assert.Equal([0f, 1f], task.TargetsOf(["0", "yes"])!);
        Assert.Null(task.TargetsOf([null, null]));
        Assert.Throws<ArgumentException>(() => task.TargetsOf(["1"]));
    }

    [Fact]
    public void Of_labels_that_teach_nothing_says_why_of_each()
    {
        var (task, problems) = LabelTask.Of([Counts("empty"), Counts("one", ("0", 7)), Counts("three", ("a", 1), ("b", 2), ("c", 3)), Counts("good", ("0", 1), ("1", 1))]);

        Assert.Null(task);
        Assert.Equal(
        [
            "labels: no image of the training side is labelled with empty; submit labels, or name another",
            "labels: one has one class on the training side, '0' (7 images); 2 are needed",
            "labels: 4 labels are named and three has 3 classes, 'a' (1 images), 'b' (2 images), 'c' (3 images); allowed: one label with several classes, or several with two each",
        ], problems);
    }

    private static LabelCounts Counts(string name, params (string Value, int Images)[] values) => new(name, values.ToDictionary(pair => pair.Value, pair => pair.Images, StringComparer.Ordinal));
}
