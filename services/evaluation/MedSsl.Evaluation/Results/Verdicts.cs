namespace MedSsl.Evaluation.Results;

/// <summary>Values of <see cref="BenchmarkResult.Verdict"/>. Others may come; a reader shows what it does not know as it is.</summary>
public static class Verdicts
{
    /// <summary>Better than the best random backbone: p below 0.05 and the patient interval above 0.</summary>
    public const string Better = "better";

    /// <summary>Worse than the best random backbone, by the same rule.</summary>
    public const string Worse = "worse";

    /// <summary>Neither is shown by these test images.</summary>
    public const string NotShown = "not-shown";
}
