namespace MedSsl.Learning.Optimization;

/// <summary>
/// Learning rate by step, as SwAV's code has it: a linear warm-up that ends on the base rate, then half a cosine from the base rate to the
/// final one. The base rate comes twice in a row (last of the warm-up, first of the cosine), and the final rate is never quite reached.
/// </summary>
/// <param name="BaseRate">The highest rate.</param>
/// <param name="FinalRate">Where the cosine goes.</param>
/// <param name="WarmupStart">Rate of the first warm-up step.</param>
/// <param name="WarmupSteps">Length of the warm-up; 0 for none.</param>
/// <param name="TotalSteps">Length of the run.</param>
public sealed record WarmupCosineSchedule(double BaseRate, double FinalRate, double WarmupStart, long WarmupSteps, long TotalSteps)
{
    /// <summary>Rate of <paramref name="step"/>, counted from 0; the last rate beyond the end.</summary>
    public double At(long step)
    {
        if (step < WarmupSteps)
        {
            return WarmupStart + ((BaseRate - WarmupStart) * step / Math.Max(1, WarmupSteps - 1));
        }

        var length = Math.Max(1, TotalSteps - WarmupSteps);
        var t = Math.Min(step - WarmupSteps, length - 1);
        return FinalRate + (0.5 * (BaseRate - FinalRate) * (1 + Math.Cos(Math.PI * t / length)));
    }
}
