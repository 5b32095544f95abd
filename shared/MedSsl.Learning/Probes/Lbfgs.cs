namespace MedSsl.Learning.Probes;

/// <summary>
/// Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with Armijo back-tracking, for smooth convex
/// objectives: there every pair has positive curvature, so no stronger line search is needed. Close to the minimum, where the decrease
/// drowns in rounding, the slope at the new point decides instead (the approximate condition of Hager and Zhang, 2005). Deterministic.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4; // c1 of Armijo's condition
    private const double Rounding = 1e-14; // relative; values closer than this cannot be told apart
    private const int MaxHalvings = 50;

    public delegate double Objective(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Moves <paramref name="point"/> to the minimum; answers the number of iterations used.</summary>
    public static int Minimize(Objective objective, double[] point, int maxIterations, double gradientTolerance)
    {
        var n = point.Length;
        var gradient = new double[n];
        var direction = new double[n];
        var nextPoint = new double[n];
        var nextGradient = new double[n];
        var pairs = new Queue<Pair>(Memory);
        var value = objective(point, gradient);

        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            if (LargestMagnitude(gradient) <= gradientTolerance)
            {
                return iteration;
            }

            Direction(gradient, pairs, direction);
            var slope = FeatureMatrix.Dot(gradient, direction);

            // The first direction is the bare gradient: its length says nothing about the scale of the problem.
            var step = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double nextValue;
            for (var halving = 0; ; halving++)
            {
                point.CopyTo(nextPoint, 0);
                FeatureMatrix.AddScaled(direction, step, nextPoint);
                nextValue = objective(nextPoint, nextGradient);
                if (nextValue <= value + SufficientDecrease * step * slope - Rounding * Math.Abs(value)
                    || (nextValue <= value + Rounding * Math.Abs(value)
                        && FeatureMatrix.Dot(nextGradient, direction) <= (2 * SufficientDecrease - 1) * slope))
                {
                    break;
                }

                if (halving == MaxHalvings)
                {
                    return iteration; // nothing along the direction can be told from here: this is the minimum
                }

                step /= 2;
            }

            Remember(pairs, point, nextPoint, gradient, nextGradient);
            (value, gradient, nextGradient) = (nextValue, nextGradient, gradient);
            nextPoint.CopyTo(point, 0);
        }

        return maxIterations;
    }

    /// <summary>direction = −H·gradient by the two-loop recursion.</summary>
    private static void Direction(double[] gradient, Queue<Pair> pairs, double[] direction)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        if (pairs.Count == 0)
        {
            return;
        }

        var newestFirst = pairs.Reverse().ToArray();
        var alphas = new double[newestFirst.Length];
        for (var i = 0; i < newestFirst.Length; i++)
        {
            var pair = newestFirst[i];
            alphas[i] = FeatureMatrix.Dot(pair.Step, direction) / pair.Curvature;
            FeatureMatrix.AddScaled(pair.Change, -alphas[i], direction);
        }

        var newest = newestFirst[0];
        var scale = newest.Curvature / FeatureMatrix.Dot(newest.Change, newest.Change);
        for (var i = 0; i < direction.Length; i++)
        {
            direction[i] *= scale;
        }

        for (var i = newestFirst.Length - 1; i >= 0; i--)
        {
            var pair = newestFirst[i];
            var beta = FeatureMatrix.Dot(pair.Change, direction) / pair.Curvature;
            FeatureMatrix.AddScaled(pair.Step, alphas[i] - beta, direction);
        }
    }

    private static void Remember(Queue<Pair> pairs, double[] point, double[] nextPoint, double[] gradient, double[] nextGradient)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        for (var i = 0; i < step.Length; i++)
        {
            step[i] = nextPoint[i] - point[i];
            change[i] = nextGradient[i] - gradient[i];
        }

        var curvature = FeatureMatrix.Dot(step, change);
        if (curvature <= 1e-300)
        {
            return; // lost to rounding at the very end: the pair would make the direction unsafe
        }

        if (pairs.Count == Memory)
        {
            pairs.Dequeue();
        }

        pairs.Enqueue(new Pair(step, change, curvature));
    }

    private static double LargestMagnitude(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <param name="Step">s = x⁺ − x.</param>
    /// <param name="Change">y = g⁺ − g.</param>
    /// <param name="Curvature">s·y &gt; 0.</param>
    private sealed record Pair(double[] Step, double[] Change, double Curvature);
}
