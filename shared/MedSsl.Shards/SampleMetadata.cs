using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>What a shard says about a sample beside its pixels: the <c>{key}.json</c> member. Identifiers are pseudonyms.</summary>
public sealed record SampleMetadata
{
    /// <summary>Stands where the version of the reference does, in a sample whose energy bands are as they were.</summary>
    public const string NotNormalized = Names.NoReference;

    /// <summary>Name of the sample in its shard: 32 lower-case hexadecimal digits (<see cref="SampleKey"/>).</summary>
    public required string Key { get; init; }

    /// <summary>DICOM modality code.</summary>
    public required string Modality { get; init; }

    /// <summary>Pseudonym of the patient; splits are made by it.</summary>
    public required string PatientId { get; init; }

    /// <summary>Mapped Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Mapped Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Mapped SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Frame of the instance, from 0.</summary>
    public required int Frame { get; init; }

    /// <summary>Instance Number: the order inside the series.</summary>
    public required int InstanceNumber { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Factor of <c>value = stored × scale + offset</c>.</summary>
    public required double ValueScale { get; init; }

    /// <summary>Offset of <c>value = stored × scale + offset</c>.</summary>
    public required double ValueOffset { get; init; }

    /// <summary>Version of the reference energies the image was normalized to; <see cref="NotNormalized"/> for a measured image and for a volume.</summary>
    public required string ReferenceVersion { get; init; }

    /// <summary>What shares the reference; null where it is the modality.</summary>
    public string? ReferenceGroup { get; init; }

    /// <summary>
    /// Passes in which a reader normalizes this image to the reference that its dataset names: it is stored as prepared, in [0, 1], and was only measured.
    /// Null for an image that is normalized already, and for a volume.
    /// </summary>
    public int? NormalizationPasses { get; init; }

    /// <summary>Band energies of the image before normalization, finest band first.</summary>
    public required IReadOnlyList<double> Energies { get; init; }

    /// <summary>Band energies of the normalized image; null for an image that is not, and in samples from before they were kept.</summary>
    public IReadOnlyList<double>? EnergiesAfter { get; init; }

    /// <summary>Body Part Examined, where known.</summary>
    public string? BodyPart { get; init; }

    /// <summary>Distance of pixel centres in millimetres, where known.</summary>
    public double? PixelSpacing { get; init; }

    /// <summary>Manufacturer and Manufacturer's Model Name, where known: what drift of a scanner is watched by.</summary>
    public string? ScannerModel { get; init; }

    /// <summary>
    /// Planes of a volume, one below the other in the stored image: <see cref="Height"/> is this many times the rows of a plane. Null for an image.
    /// </summary>
    public int? Depth { get; init; }

    /// <summary>Distances of planes, rows and columns of a volume in millimetres.</summary>
    public IReadOnlyList<double>? VoxelSpacing { get; init; }

    /// <summary>Key of the image of this series that this one repeats; null for an image that adds something.</summary>
    public string? NearDuplicateOf { get; init; }
}
