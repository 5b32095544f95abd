namespace MedSsl.Contracts.Documents;

/// <summary>What is stored of an image. Strings, so that the set can grow.</summary>
public static class NormalizationModes
{
    /// <summary>The normalized image, with its energies before and after.</summary>
    public const string Materialize = "materialize";

    /// <summary>The prepared image and its energies; whoever reads it for a model normalizes it, so that another reference rewrites no image.</summary>
    public const string Measure = "measure";
}
