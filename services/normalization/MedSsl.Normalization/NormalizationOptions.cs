using System.ComponentModel.DataAnnotations;

namespace MedSsl.Normalization;

/// <summary>How images are normalized.</summary>
public sealed class NormalizationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Normalization";

    /// <summary>Longest side of a normalized image in pixels; smaller images are never enlarged. Default: 224.</summary>
    [Range(16, 4096)]
    public int WorkingSize { get; set; } = 224;

    /// <summary>
    /// Images of a modality that its reference energies are fitted on (R of the paper). Default: 1000. An import that ends with fewer fits on what
    /// there is.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ReferenceImages { get; set; } = 1000;

    /// <summary>Normalization passes per image. Default: 2; more gains little (docs/architecture.md).</summary>
    [Range(1, 10)]
    public int Passes { get; set; } = 2;

    /// <summary>Mark slices that add nothing to the slice before them in their series (docs/volumes.md). Default: true.</summary>
    public bool NearDuplicates { get; set; } = true;

    /// <summary>Lowest correlation of two slices' thumbnails, of which the second counts as a near duplicate. Default: 0.99.</summary>
    [Range(0.5, 1)]
    public double NearDuplicateCorrelation { get; set; } = 0.99;

    /// <summary>Most bits, of 64, in which the perceptual hashes of near duplicates differ. Default: 6.</summary>
    [Range(0, 64)]
    public int NearDuplicateHashBits { get; set; } = 6;

    /// <summary>Largest share of a series that is marked as near duplicates, the most similar slices first. Default: 0.75.</summary>
    [Range(0.0, 1.0)]
    public double NearDuplicateQuota { get; set; } = 0.75;

    /// <summary>Store a volume sample beside the slices of a CT series (docs/volumes.md). Default: false.</summary>
    public bool Volumes { get; set; }

    /// <summary>With <see cref="Volumes"/>, store one beside the slices of an MR series too. Default: false.</summary>
    public bool VolumesOfMr { get; set; }

    /// <summary>Fewest slices of a volume. Default: 8.</summary>
    [Range(2, 10_000)]
    public int VolumeMinSlices { get; set; } = 8;

    /// <summary>Planes of a volume sample. Default: 40, as in the paper.</summary>
    [Range(1, 256)]
    public int VolumeDepth { get; set; } = 40;

    /// <summary>Rows of a plane of a volume sample. Default: 224, as in the paper.</summary>
    [Range(1, 512)]
    public int VolumeHeight { get; set; } = 224;

    /// <summary>Columns of a plane of a volume sample. Default: 192, as in the paper.</summary>
    [Range(1, 512)]
    public int VolumeWidth { get; set; } = 192;

    /// <summary>Crop CT volumes to the brain where Body Part Examined is HEAD, BRAIN or SKULL. Default: false.</summary>
    public bool VolumeHeadCrop { get; set; }
}
