using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Catalogue.Labels;
using MedSsl.Evaluation.Results;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>Which labelled images a probe is fitted on and which it is scored on; no patient is on both sides.</summary>
internal sealed record TaskSplit
{
    /// <summary>Fewest images of a class on each side: below it neither a fold nor a variance exists.</summary>
    public const int MinimumPerClass = 2;

    public required IReadOnlyList<LabelledSample> Train { get; init; }

    public required IReadOnlyList<LabelledSample> Test { get; init; }

    /// <summary>In ordinal order: of two classes the second is the positive one, so "1" of 0 and 1.</summary>
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    public required IReadOnlyList<ClassCount> LeftOut { get; init; }

    public required string Rule { get; init; }

    public required int OverlapPatients { get; init; }

    public required int OverlapImages { get; init; }

    /// <summary>Divides the labelled images, or says why they cannot be used.</summary>
    /// <param name="train">Labelled images of the training dataset.</param>
    /// <param name="test">Labelled images of the test dataset; null to divide <paramref name="train"/>.</param>
    /// <param name="split">The division.</param>
    /// <param name="reason">What is missing and what to do.</param>
    public static bool TryMake(
        IReadOnlyList<LabelledSample> train,
        IReadOnlyList<LabelledSample>? test,
        [NotNullWhen(true)] out TaskSplit? split,
        [NotNullWhen(false)] out string? reason)
    {
        var (trainSide, testSide, rule) = test is null ? Divide(train) : (train, test, "Every labelled image of the test dataset is a test image.");

        // A patient of the test side must not teach the probe, whatever hints or dataset names say.
        var testPatients = Patients(testSide);
        var overlap = trainSide.Where(sample => testPatients.Contains(sample.Patient)).ToList();
        var kept = trainSide.Where(sample => !testPatients.Contains(sample.Patient)).ToList();

        var counts = kept.Concat(testSide).Select(sample => sample.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => Count(name, kept, testSide)).ToList();
        var usable = counts.Where(count => count.TrainImages >= MinimumPerClass && count.TestImages >= MinimumPerClass).ToList();
        if (usable.Count < 2)
        {
            split = null;
            reason = Shortage(counts, overlap.Count);
            return false;
        }

        var names = usable.Select(count => count.Name).ToHashSet(StringComparer.Ordinal);
        split = new TaskSplit
        {
            Train = [.. kept.Where(sample => names.Contains(sample.Label)).OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal)],
            Test = [.. testSide.Where(sample => names.Contains(sample.Label)).OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal)],
            Classes = usable,
            LeftOut = [.. counts.Except(usable)],
            Rule = rule,
            OverlapPatients = Patients(overlap).Count,
            OverlapImages = overlap.Count,
        };
        reason = null;
        return true;
    }

    /// <summary>Index of each sample's label in <see cref="Classes"/>.</summary>
    public int[] LabelIndices(IReadOnlyList<LabelledSample> samples)
    {
        var index = Classes.Select((count, i) => (count.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        return [.. samples.Select(sample => index[sample.Label])];
    }

    /// <summary>Digest over every image's side, key and label.</summary>
    public string Sha256()
    {
        var text = new StringBuilder();
        foreach (var (side, samples) in new[] { (PatientSplit.Train, Train), (PatientSplit.Test, Test) })
        {
            foreach (var sample in samples)
            {
                text.Append(CultureInfo.InvariantCulture, $"{side}\t{sample.Metadata.Key}\t{sample.Label}\n");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static HashSet<string> Patients(IEnumerable<LabelledSample> samples) =>
        samples.Select(sample => sample.Patient).ToHashSet(StringComparer.Ordinal);

    private static (IReadOnlyList<LabelledSample> Train, IReadOnlyList<LabelledSample> Test, string Rule) Divide(IReadOnlyList<LabelledSample> samples)
    {
        var split = LabelSplit.Of(samples.Select(sample => sample.SplitHint));
        var isTest = samples.ToLookup(sample => split.IsTest(sample.Patient, sample.SplitHint));
        return ([.. isTest[false]], [.. isTest[true]], split.Rule);
    }

    private static ClassCount Count(string name, IEnumerable<LabelledSample> train, IEnumerable<LabelledSample> test)
    {
        var (inTrain, inTest) = (train.Where(sample => sample.Label == name).ToList(), test.Where(sample => sample.Label == name).ToList());
        return new ClassCount(name, inTrain.Count, Patients(inTrain).Count, inTest.Count, Patients(inTest).Count);
    }

    private static string Shortage(List<ClassCount> counts, int overlapImages)
    {
        var found = counts.Count == 0
            ? "no labelled image was found"
            : string.Join(", ", counts.Select(count => $"class '{count.Name}' has {count.TrainImages} training and {count.TestImages} test images"));
        var removed = overlapImages == 0 ? "" : $" {overlapImages} training images were taken away because their patients are on the test side.";
        return $"A benchmark needs two or more classes with at least {MinimumPerClass} images each on the training and on the test side; {found}.{removed} " +
            "Submit more labels, or name a test dataset with other patients.";
    }
}
