namespace MedSsl.Metrics;

/// <summary>Whether predicted probabilities can be taken at their word.</summary>
public static class Calibration
{
    /// <summary>Mean squared difference of probability and outcome (Brier 1950): 0 is perfect, 0.25 is what a constant 0.5 gives.</summary>
    /// <exception cref="ArgumentException">There is no case, the lengths differ, or a probability is outside 0 to 1.</exception>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positive)
    {
        Check(probabilities, positive);
        double sum = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var error = probabilities[i] - (positive[i] ? 1 : 0);
            sum += error * error;
        }

        return sum / probabilities.Length;
    }

    /// <summary>
    /// Expected calibration error (Guo et al. 2017, eq. 3) for the probability of the positive class: the difference of mean probability and share of
    /// positives in bins of equal width [i/n, (i+1)/n), the last one closed, weighted by their cases.
    /// </summary>
    /// <exception cref="ArgumentException">There is no case, the lengths differ, a probability is outside 0 to 1, or there is no bin.</exception>
    public static double ExpectedCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positive, int bins = 15)
    {
        Check(probabilities, positive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);

        // Cases × |mean probability − share of positives| of a bin is |Σ (probability − outcome)| over it.
        var excess = new double[bins];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Min((int)(probabilities[i] * bins), bins - 1);
            excess[bin] += probabilities[i] - (positive[i] ? 1 : 0);
        }

        return excess.Sum(Math.Abs) / probabilities.Length;
    }

    private static void Check(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positive)
    {
        RankedScores.CheckCases(probabilities, positive);
        if (probabilities.IsEmpty)
        {
            throw new ArgumentException("At least one case is needed.", nameof(probabilities));
        }

        foreach (var probability in probabilities)
        {
            if (probability is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"A probability is from 0 to 1; {probability} was given. Scores that are no probabilities have no calibration.", nameof(probabilities));
            }
        }
    }
}
