namespace MedSsl.Learning.Probes;

/// <summary>
/// Assigns samples to folds so that no group (patient) is in two of them and the classes are spread as evenly as whole groups allow:
/// the largest group first, each to the fold that has fewest samples of that group's classes. Depends on nothing but its arguments.
/// </summary>
internal static class GroupFolds
{
    /// <returns>Fold of each sample, 0..<paramref name="folds"/>−1; fewer folds are used where there are fewer groups.</returns>
    public static int[] Assign(int[] labels, int classes, IReadOnlyList<string> groups, int folds)
    {
        var members = Enumerable.Range(0, labels.Length)
            .GroupBy(i => groups[i], StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal);
        var total = new int[classes];
        foreach (var label in labels)
        {
            total[label]++;
        }

        var filled = new double[folds, classes];
        var result = new int[labels.Length];
        foreach (var group in members)
        {
            var best = 0;
            var bestCost = double.PositiveInfinity;
            for (var fold = 0; fold < folds; fold++)
            {
                // How full the fold already is of what this group brings; classes count alike however rare they are.
                var cost = group.Sum(i => filled[fold, labels[i]] / total[labels[i]]);
                for (var k = 0; k < classes; k++)
                {
                    cost += total[k] > 0 ? 1e-6 * filled[fold, k] / total[k] : 0; // ties go to the emptier fold
                }

                if (cost < bestCost)
                {
                    (best, bestCost) = (fold, cost);
                }
            }

            foreach (var i in group)
            {
                result[i] = best;
                filled[best, labels[i]]++;
            }
        }

        return result;
    }
}
