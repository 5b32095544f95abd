using MedSsl.Imaging;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Tests.Training;
using MedSsl.Learning.Training;
using Xunit;
using static MedSsl.Learning.Tests.Training.TinyTraining;

namespace MedSsl.Learning.Tests.Probes;

public sealed class NeighbourProbeTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Measure_of_features_that_tell_classes_apart_is_one_and_of_one_class_by_patient_one_half(int classes)
    {
        var set = Set(Enumerable.Range(0, 30).Select(i => (Class: i % classes, Patient: $"p{i / 2}")));
        var clear = NeighbourProbe.Measure([.. set.Classes.Select((found, i) => Enumerable.Range(0, 4).Select(k => k == found ? 1f : 0.001f * i).ToArray())], set);
        var empty = NeighbourProbe.Measure([.. set.Classes.Select(_ => new[] { 1f, 0, 0, 0 })], set);

        Assert.Equal((1.0, 1.0, 30, "task"), (clear.Auc!.Value, clear.Accuracy, clear.Images, clear.Label));
        Assert.InRange(empty.Auc!.Value, 0.3, 0.7);
    }

    [Fact]
    public void Measure_compares_nobody_with_themselves()
    {
        // Features name the patient and nothing else, and all images of a patient are of one class: whoever saw the patient's other image would be right.
        var set = Set(Enumerable.Range(0, 40).Select(i => (Class: i / 2 % 2, Patient: $"p{i / 2}")));
        var report = NeighbourProbe.Measure([.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 20).Select(k => k == i / 2 ? 1f : 0f).ToArray())], set);

        Assert.InRange(report.Accuracy, 0, 0.7);
    }

    [Fact]
    public void Measure_with_one_image_of_a_class_has_no_area() =>
        Assert.Null(NeighbourProbe.Measure([[1f, 0], [0, 1f], [0, 0.9f]], Set([(1, "a"), (0, "b"), (0, "c")])).Auc);

    [Fact]
    public void Training_is_the_same_with_a_probe_and_reports_it_when_it_is_due()
    {
        var recipe = TinyTraining.Of("demo") with { SmallCrops = 0, ImageSize = 32, LargeCropSize = 32 };
        var set = Set(Enumerable.Range(0, 8).Select(i => (Class: i / 4, Patient: $"p{i}"))) with { Images = [.. Enumerable.Range(0, 8).Select(i => SyntheticImages.Draw("CR", i))], Size = 32 };
        using var plain = new SelfSupervisedTrainer(recipe with { ProbeEvery = 2, ProbeLabel = "task" }, new SyntheticImages(("CR", 40)));
        using var probed = new SelfSupervisedTrainer(recipe with { ProbeEvery = 2, ProbeLabel = "task" }, new SyntheticImages(("CR", 40)) { Probe = set });

        var reports = Enumerable.Range(0, 3).Select(_ => (Plain: plain.Advance(), Probed: probed.Advance())).ToList();

        Assert.All(reports, pair => Assert.Equal(pair.Plain.Loss, pair.Probed.Loss));
        Assert.True(Checkpoint(plain).AsSpan().SequenceEqual(Checkpoint(probed)), "the probe changed the training");
        Assert.Equal([null, "task", null], reports.Select(pair => pair.Probed.Probe?.Label));
        Assert.All(reports, pair => Assert.Null(pair.Plain.Probe));
        Assert.InRange(reports[1].Probed.Probe!.Accuracy, 0, 1);
    }

    private static ProbeSet Set(IEnumerable<(int Class, string Patient)> images)
    {
        var all = images.ToList();
        return new ProbeSet("task", [.. all.Select(_ => new GrayImage(1, 1))], [.. all.Select(image => image.Class)], all.Max(image => image.Class) + 1, [.. all.Select(image => image.Patient)], 32);
    }
}
