using System.ComponentModel.DataAnnotations;
using MedSsl.Contracts.Documents;
using MedSsl.Imaging.Similarity;

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

    /// <summary>
    /// Version of the reference energies that new datasets are normalized to; a dataset keeps the version that it began with. A version that does not
    /// exist is fitted on the first images that come. Default: v1.
    /// </summary>
    [RegularExpression("^(?!none$)[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    public string Reference { get; set; } = "v1";

    /// <summary>
    /// What is stored of the images of new datasets: <c>materialize</c>, the normalized image, or <c>measure</c>, the prepared image with its energies,
    /// which training and evaluation normalize when they read it (docs/reference-energies.md, "Modes"). Default: materialize.
    /// </summary>
    [AllowedValues(NormalizationModes.Materialize, NormalizationModes.Measure)]
    public string Mode { get; set; } = NormalizationModes.Materialize;

    /// <summary>
    /// What shares reference energies: <c>modality</c>, <c>body-part</c> (of a modality), <c>scanner</c> (model, of a modality) or
    /// <c>body-part-scanner</c>. Default: modality.
    /// </summary>
    [AllowedValues("modality", "body-part", "scanner", "body-part-scanner")]
    public string ReferenceGrouping { get; set; } = "modality";

    /// <summary>Normalization passes per image. Default: 2; more gains little (docs/architecture.md).</summary>
    [Range(1, 10)]
    public int Passes { get; set; } = 2;

    /// <summary>
    /// Modalities that are normalized, separated by commas; images of any other are set aside (docs/modality-preparation.md). XA, RF, NM and PT have
    /// rules too and are off. Default: CR, DX, MG, CT, MR, US and OT (images without a modality of their own).
    /// </summary>
    [RegularExpression("^ *[A-Z0-9]+( *, *[A-Z0-9]+)* *$")]
    public string Modalities { get; set; } = "CR,DX,MG,CT,MR,US,OT";

    /// <summary>CR, DX and MG: uniform dark or bright borders are cut off. Default: true.</summary>
    public bool CropBorders { get; set; } = true;

    /// <summary>
    /// CT windows by Body Part Examined, centre/width in Hounsfield units, for example <c>HEAD=40/80,CHEST=-600/1500,*=40/400</c>; they go before the
    /// file's window. Default: none, so the file's window or 40/400.
    /// </summary>
    [RegularExpression(Series.CtWindowSet.Pattern)]
    public string CtWindows { get; set; } = "";

    /// <summary>CT: what is not connected to the body becomes air. Default: false.</summary>
    public bool RemoveCtTable { get; set; }

    /// <summary>Ultrasound without region attributes: the insonated field is found and what lies outside of it removed. Default: true.</summary>
    public bool DetectUltrasoundField { get; set; } = true;

    /// <summary>US, XA and RF: of the frames of an instance every n-th is taken. Default: 1, all.</summary>
    [Range(1, 10_000)]
    public int CineFrameStep { get; set; } = 1;

    /// <summary>US, XA and RF: at most so many frames of an instance, evenly spaced; 0 for no limit. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int CineMaxFrames { get; set; }

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

    internal NearDuplicateSettings NearDuplicateSettings() => new() { Correlation = NearDuplicateCorrelation, HashBits = NearDuplicateHashBits, Quota = NearDuplicateQuota };
}
