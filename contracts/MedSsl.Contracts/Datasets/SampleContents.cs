namespace MedSsl.Contracts.Datasets;

/// <summary>What a sample is.</summary>
public static class SampleContents
{
    /// <summary>An image.</summary>
    public const string Images = "images";

    /// <summary>A volume.</summary>
    public const string Volumes = "volumes";
}
