using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.References;

/// <summary>What shares reference energies: <c>CR</c>, or <c>CR.CHEST</c>, <c>CR.ACME-XR5</c>, <c>CR.CHEST.ACME-XR5</c>. A series belongs to one group.</summary>
internal sealed class ReferenceGroups(IObjectStore store, IOptions<NormalizationOptions> options)
{
    private static readonly DicomLimits Limits = new();

    /// <summary>The group of a series, by the first of its instances that can be read.</summary>
    public async Task<string> OfAsync(SeriesManifest manifest, CancellationToken cancellationToken)
    {
        var grouping = options.Value.ReferenceGrouping;
        var modality = Modalities.Group(manifest.Modality);
        if (grouping == "modality")
        {
            return modality;
        }

        foreach (var instance in manifest.Instances)
        {
            if (DicomFile.TryParse(await store.ReadVerifiedAsync(instance.File, cancellationToken), Limits, out var dataset, out _))
            {
                return Name(grouping, modality, dataset.GetString(DicomTags.BodyPartExamined), ScannerName.Of(dataset));
            }
        }

        return Name(grouping, modality, null, ScannerName.Unknown);
    }

    public static string Name(string grouping, string modality, string? bodyPart, string scanner) => grouping switch
    {
        "body-part" => $"{modality}.{ScannerName.Plain(bodyPart)}",
        "scanner" => $"{modality}.{scanner}",
        "body-part-scanner" => $"{modality}.{ScannerName.Plain(bodyPart)}.{scanner}",
        _ => modality,
    };

    public static string ModalityOf(string group) => group.Split('.')[0];
}
