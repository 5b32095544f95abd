namespace MedSsl.Learning.Probes;

/// <summary>What both probes ask of labelled features, with one wording of each complaint.</summary>
internal static class ProbeInput
{
    public static void Check(float[][] features, int[] labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (features.Length == 0 || features.Length != labels.Length)
        {
            throw new ArgumentException(
                $"A probe needs one or more samples with a label each: there are {features.Length} rows of features and {labels.Length} labels.",
                nameof(features));
        }

        for (var i = 0; i < features.Length; i++)
        {
            if (features[i].Length != features[0].Length || features[i].Length == 0)
            {
                throw new ArgumentException(
                    $"All rows need the same number of features (1 or more): row 0 has {features[0].Length}, row {i} has {features[i].Length}.",
                    nameof(features));
            }

            if (Array.FindIndex(features[i], value => !float.IsFinite(value)) is >= 0 and var column)
            {
                throw new ArgumentException(
                    $"Features must be finite: row {i}, feature {column} is {features[i][column]}. The backbone's weights may be damaged.",
                    nameof(features));
            }

            if (labels[i] < 0 || labels[i] >= classes)
            {
                throw new ArgumentException($"Labels must be 0..{classes - 1}: sample {i} has {labels[i]}.", nameof(labels));
            }
        }
    }
}
