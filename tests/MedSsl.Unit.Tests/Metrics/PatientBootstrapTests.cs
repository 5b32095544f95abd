using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class PatientBootstrapTests
{
    [Fact]
    public void Auc_cases_gives_the_golden_interval()
    {
        var interval = PatientBootstrap.Auc(Cases.A, Cases.Positive, Cases.Patient, 200, 7);

        Assert.Equal(0.74005134788189986, interval.Auc, 14);
        Assert.Equal(0.57064257287832054, interval.Low, 12);
        Assert.Equal(0.86671875000000009, interval.High, 12);
        Assert.Equal((200, 30), (interval.Rounds, interval.Groups));
    }

    [Fact]
    public void PairedAuc_cases_gives_the_golden_interval()
    {
        var interval = PatientBootstrap.PairedAuc(Cases.A, Cases.B, Cases.Positive, Cases.Patient, 200, 7);

        Assert.Equal(0.084724005134788172, interval.Difference, 14);
        Assert.Equal(-0.078017282196969642, interval.Low, 12);
        Assert.Equal(0.2114372895622896, interval.High, 12);
    }

    [Fact]
    public void Auc_same_seed_gives_the_same_interval_and_another_seed_another()
    {
        var first = PatientBootstrap.Auc(Cases.A, Cases.Positive, Cases.Patient, 100, 1);

        Assert.Equal(first, PatientBootstrap.Auc(Cases.A, Cases.Positive, Cases.Patient, 100, 1));
        Assert.NotEqual(first, PatientBootstrap.Auc(Cases.A, Cases.Positive, Cases.Patient, 100, 2));
    }

    [Fact]
    public void PairedAuc_classifier_against_itself_is_zero()
    {
        Assert.Equal(new AucDifferenceInterval(0, 0, 0, 50, 30), PatientBootstrap.PairedAuc(Cases.A, Cases.A, Cases.Positive, Cases.Patient, 50, 1));
    }

    [Fact]
    public void Auc_images_copied_within_patients_leave_the_interval_unchanged()
    {
        // Copies are no new evidence; drawing images instead of patients would narrow the interval.
        var once = PatientBootstrap.Auc(Cases.A, Cases.Positive, Cases.Patient, 200, 7);
        var copied = PatientBootstrap.Auc(Twice(Cases.A), Twice(Cases.Positive), Twice(Cases.Patient), 200, 7);

        Assert.Equal((once.Low, once.High), (copied.Low, copied.High));

        static T[] Twice<T>(T[] values) => [.. values, .. values];
    }

    [Fact]
    public void Auc_draws_without_a_class_are_drawn_again()
    {
        var interval = PatientBootstrap.Auc([2, 1], [true, false], ["a", "b"], 100, 1);

        Assert.Equal((1, 1, 1), (interval.Auc, interval.Low, interval.High));
    }

    [Fact]
    public void Auc_input_without_an_interval_is_refused_with_the_reason()
    {
        Assert.Contains("two patients", Refusal([true, false], ["a", "a"], 10), StringComparison.Ordinal);
        Assert.Contains("2 and 0 were given", Refusal([true, true], ["a", "b"], 10), StringComparison.Ordinal);
        Assert.Contains("1 patients and 2 labels", Refusal([true, false], ["a"], 10), StringComparison.Ordinal);
        Assert.Contains("rounds", Refusal([true, false], ["a", "b"], 0), StringComparison.Ordinal);

        static string Refusal(bool[] positive, string[] patients, int rounds) =>
            Assert.ThrowsAny<ArgumentException>(() => PatientBootstrap.Auc([1, 2], positive, patients, rounds, 1)).Message;
    }
}
