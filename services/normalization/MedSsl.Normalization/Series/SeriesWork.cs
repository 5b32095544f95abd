using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Normalization.Series;

/// <summary>A series and what is settled about it before its first image is read.</summary>
/// <param name="Event">What asked for the work.</param>
/// <param name="Manifest">Its instances.</param>
/// <param name="Group">What it shares reference energies with.</param>
/// <param name="Pin">Version and mode of its dataset.</param>
internal sealed record SeriesWork(SeriesCompleted Event, SeriesManifest Manifest, string Group, ReferencePin Pin)
{
    /// <summary>Modality as grouped for training.</summary>
    public string Modality => Modalities.Group(Manifest.Modality);

    /// <summary>Whether images are stored as prepared, for their readers to normalize.</summary>
    public bool IsMeasuredOnly => Pin.Mode == NormalizationModes.Measure;
}
