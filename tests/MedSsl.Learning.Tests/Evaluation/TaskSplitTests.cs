using MedSsl.Evaluation.Data;
using MedSsl.Shards;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class TaskSplitTests
{
    [Fact]
    public void TryMake_hints_divide_and_val_is_test()
    {
        var split = Make([.. Enumerable.Range(0, 40).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}", i < 20 ? "train" : i < 30 ? "val" : "TEST"))]);

        Assert.Equal((20, 20), (split.Train.Count, split.Test.Count));
        Assert.Equal(["0", "1"], split.Classes.Select(count => count.Name));
        Assert.Equal(0, split.OverlapPatients);
    }

    [Fact]
    public void TryMake_hints_that_tear_a_patient_apart_leave_it_on_the_test_side_only()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}", i < 20 ? "train" : "val")).ToList();
        samples.Add(Samples.Labelled(100, "p25", "1", "train"));
        samples.Add(Samples.Labelled(101, "p25", "0", null));
        var split = Make(samples);

        Assert.Equal((1, 2), (split.OverlapPatients, split.OverlapImages));
        Assert.Empty(TaskSplit.Patients(split.Train).Intersect(TaskSplit.Patients(split.Test)));
        Assert.Equal(20, split.Train.Count);
    }

    [Fact]
    public void TryMake_no_hint_divides_by_the_hash_of_the_patient()
    {
        var split = Make([.. Enumerable.Range(0, 200).Select(i => Samples.Labelled(i, $"p{i / 2}", $"{i / 2 % 2}"))]);

        Assert.All(split.Train, sample => Assert.Equal(PatientSplit.Train, PatientSplit.Of(sample.Patient)));
        Assert.All(split.Test, sample => Assert.Equal(PatientSplit.Test, PatientSplit.Of(sample.Patient)));
        Assert.Equal(200, split.Train.Count + split.Test.Count);
    }

    [Fact]
    public void TryMake_test_dataset_ignores_hints_and_frees_the_training_side_of_its_patients()
    {
        var train = Enumerable.Range(0, 20).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}", "val")).ToList();
        var test = Enumerable.Range(100, 10).Select(i => Samples.Labelled(i, $"p{i - 85}", $"{i % 2}", "train")).ToList(); // p15..p24
        var split = Make(train, test);

        Assert.Equal((15, 10), (split.Train.Count, split.Test.Count));
        Assert.Equal((5, 5), (split.OverlapPatients, split.OverlapImages));
    }

    [Fact]
    public void TryMake_rare_class_is_left_out_and_counted()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}", i < 20 ? "train" : "val"))
            .Append(Samples.Labelled(50, "p50", "rare", "train")).Append(Samples.Labelled(51, "p51", "rare", "val")).ToList();
        var split = Make(samples);

        Assert.Equal("rare", Assert.Single(split.LeftOut).Name);
        Assert.Equal(40, split.Train.Count + split.Test.Count);
        Assert.DoesNotContain(split.Test, sample => sample.Label == "rare");
    }

    [Theory]
    [InlineData(0, "no labelled image was found")]
    [InlineData(1, "class '0' has 10 training and 10 test images")]
    public void TryMake_less_than_two_classes_says_what_is_there(int classes, string expected)
    {
        var samples = Enumerable.Range(0, 20 * classes).Select(i => Samples.Labelled(i, $"p{i}", "0", i < 10 ? "train" : "val")).ToList();

        Assert.False(TaskSplit.TryMake(samples, null, out _, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TryMake_every_patient_on_both_sides_says_that_images_were_taken_away()
    {
        var samples = Enumerable.Range(0, 20).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}")).ToList();

        Assert.False(TaskSplit.TryMake(samples, samples, out _, out var reason));
        Assert.Contains("20 training images were taken away", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sha256_depends_on_labels_and_sides_not_on_the_order_of_the_input()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Samples.Labelled(i, $"p{i}", $"{i % 2}", i < 20 ? "train" : "val")).ToList();
        var digest = Make(samples).Sha256();

        Assert.Equal(digest, Make([.. Enumerable.Reverse(samples)]).Sha256());
        Assert.NotEqual(digest, Make([.. samples.Select((sample, i) => i == 7 ? sample with { Label = "0" } : sample)]).Sha256());
        Assert.NotEqual(digest, Make([.. samples.Select((sample, i) => i == 7 ? sample with { SplitHint = "val" } : sample)]).Sha256());
    }

    private static TaskSplit Make(IReadOnlyList<LabelledSample> train, IReadOnlyList<LabelledSample>? test = null)
    {
        Assert.True(TaskSplit.TryMake(train, test, out var split, out var reason), reason);
        return split;
    }
}
