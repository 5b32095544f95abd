namespace MedSsl.Contracts.Datasets;

/// <summary>
/// A filter over the samples of other datasets. A criterion that is absent lets all samples through; those that are there all hold. They are applied in the order
/// of the properties, quotas after the filters and the mix last.
/// </summary>
public sealed record DatasetDefinition
{
    /// <summary>Datasets that samples are taken from.</summary>
    public required IReadOnlyList<DatasetSource> Sources { get; init; }

    /// <summary>One of <see cref="SampleContents"/>; null for both.</summary>
    public string? Content { get; init; }

    /// <summary>Modality codes as samples have them: DX is CR.</summary>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Values of Body Part Examined.</summary>
    public IReadOnlyList<string>? BodyParts { get; init; }

    /// <summary>Manufacturer and model as samples have them.</summary>
    public IReadOnlyList<string>? ScannerModels { get; init; }

    /// <summary>Manufacturer and model of scanners that are left out.</summary>
    public IReadOnlyList<string>? ExcludedScannerModels { get; init; }

    /// <summary>Pseudonyms of patients who are left out.</summary>
    public IReadOnlyList<string>? ExcludedPatients { get; init; }

    /// <summary>Part of the patient: <c>train</c> or <c>test</c>.</summary>
    public string? Split { get; init; }

    /// <summary>Task of which a sample has a label: its frame, its instance or its series.</summary>
    public string? LabelledTask { get; init; }

    /// <summary>Whether images that repeat another one of their series are left out; null for no.</summary>
    public bool? DropsNearDuplicates { get; init; }

    /// <summary>Most samples of a series, from 1.</summary>
    public int? MaxSamplesPerSeries { get; init; }

    /// <summary>Most samples of a patient, from 1.</summary>
    public int? MaxSamplesPerPatient { get; init; }

    /// <summary>
    /// Share of each modality, in all 1; other modalities are left out. As many samples are taken as the shares allow, and the others are left out evenly.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ModalityMix { get; init; }
}
