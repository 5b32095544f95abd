namespace MedSsl.Learning.Tests.Probes;

/// <summary>Features and labels from closed formulas, the same as in tests/golden/probes/make.py.</summary>
internal static class ProbeData
{
    public static (float[][] Features, int[] Labels) Golden(int samples, int features, int classes)
    {
        var x = new float[samples][];
        var y = new int[samples];
        for (var i = 0; i < samples; i++)
        {
            x[i] = [.. Enumerable.Range(0, features).Select(j => (float)(Math.Sin(0.7 * (i + 1) * (j + 1)) + 0.1 * j))];
            var score = x[i][0] + 0.5 * x[i][1] + 0.8 * Math.Sin(5.0 * i);
            y[i] = classes == 2 ? (score > 0.1 ? 1 : 0) : score < -0.5 ? 0 : score < 0.6 ? 1 : 2;
        }

        return (x, y);
    }

    /// <summary>Two Gaussian-like clouds, <paramref name="distance"/> apart in the first feature; each patient has three samples.</summary>
    public static (float[][] Features, int[] Labels, string[] Patients) Clouds(int samples, int features, double distance, int seed)
    {
        var random = new Random(seed);
        var x = new float[samples][];
        var y = new int[samples];
        var patients = new string[samples];
        for (var i = 0; i < samples; i++)
        {
            patients[i] = $"patient-{i / 3}";
            y[i] = i / 3 % 2;
            x[i] = [.. Enumerable.Range(0, features).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
            x[i][0] += (float)(distance * y[i]);
        }

        return (x, y, patients);
    }

    public static double Auc(double[][] probabilities, int[] labels)
    {
        var wins = 0.0;
        var pairs = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < labels.Length; j++)
            {
                if (labels[i] == 1 && labels[j] == 0)
                {
                    pairs++;
                    wins += probabilities[i][1] > probabilities[j][1] ? 1 : probabilities[i][1] == probabilities[j][1] ? 0.5 : 0;
                }
            }
        }

        return wins / pairs;
    }
}
