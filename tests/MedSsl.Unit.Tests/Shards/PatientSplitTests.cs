using MedSsl.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class PatientSplitTests
{
    [Theory]
    [InlineData("patient-0", "train")]
    [InlineData("patient-8", "test")]
    [InlineData("patient-2", "train")]
    [InlineData("patient-9", "test")]
    [InlineData("patient-16", "test")]
    [InlineData("Jürgen", "train")]
    public void Of_patient_never_changes(string patient, string part) => Assert.Equal(part, PatientSplit.Of(patient));

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void Of_many_patients_gives_the_asked_fraction(double fraction)
    {
        const int Patients = 10_000;
        var test = Enumerable.Range(0, Patients).Count(i => PatientSplit.Of($"p{i}", fraction) == PatientSplit.Test);

        // Four standard deviations of a fair draw.
        var spread = 4 * Math.Sqrt(fraction * (1 - fraction) / Patients);
        Assert.InRange(test / (double)Patients, fraction - spread, fraction + spread);
    }

    [Fact]
    public void Of_test_patient_stays_when_the_fraction_grows()
    {
        foreach (var patient in Enumerable.Range(0, 500).Select(i => $"p{i}"))
        {
            var parts = new[] { 0, 0.1, 0.2, 0.5, 1 }.Select(fraction => PatientSplit.Of(patient, fraction)).ToArray();
            Assert.Equal(parts.OrderByDescending(part => part, StringComparer.Ordinal), parts);
            Assert.Equal((PatientSplit.Train, PatientSplit.Test), (parts[0], parts[^1]));
        }
    }

    [Fact]
    public void Of_bad_argument_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => PatientSplit.Of(""));
        Assert.ThrowsAny<ArgumentException>(() => PatientSplit.Of("p", 1.1));
        Assert.ThrowsAny<ArgumentException>(() => PatientSplit.Of("p", -0.1));
        Assert.ThrowsAny<ArgumentException>(() => PatientSplit.Of("p", double.NaN));
    }
}
