using System.Text;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Privacy.Profile;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Looks through a finished data set for what identifies the source: every attribute, at every depth, private ones too, whatever let it through.
/// It trusts neither the table nor the filter, only itself; pixels are numbers and are not read as text.
/// </summary>
internal sealed class LeakCheck(IdentifyingWords words, ProfileOptions options, DateShift shift)
{
    /// <summary>The texts at the beginning of a compressed frame: comments and application markers come before the coefficients.</summary>
    private const int CodecHeader = 4096;

    /// <summary>Written by this library, from closed lists: a patient whose name is YES leaks nothing by them.</summary>
    private static readonly HashSet<DicomTag> OwnWords =
    [
        DicomTags.SpecificCharacterSet, DicomTags.PhotometricInterpretation, DicomTags.PatientId, DicomTags.PatientIdentityRemoved,
        DicomTags.DeidentificationMethod, DicomTags.DeidentificationMethodCodeSequence, DicomTags.LongitudinalTemporalInformationModified,
    ];

    /// <summary>The first attribute with an identifying value; null where there is none.</summary>
    public DicomTag? Find(DicomDataset result) => Find(result, nested: false);

    private DicomTag? Find(DicomDataset result, bool nested)
    {
        foreach (var element in result.Elements)
        {
            if (!nested && OwnWords.Contains(element.Tag))
            {
                continue;
            }

            if (element.Items is { } items)
            {
                foreach (var item in items)
                {
                    if (Find(item, nested: true) is { } found)
                    {
                        return found;
                    }
                }
            }
            else if (Leaks(result, element))
            {
                return element.Tag;
            }
        }

        return null;
    }

    private bool Leaks(DicomDataset dataset, DicomElement element)
    {
        if (element.Fragments is { } fragments)
        {
            return fragments.Any(fragment => words.OccurInBytes(fragment.Span[..Math.Min(fragment.Length, CodecHeader)]));
        }

        var kept = !element.Tag.IsPrivate && ConfidentialityTable.Find(element.Tag) is { } row && row.Under(options) == ConfidentialityAction.Keep;
        return element.Vr switch
        {
            "OB" or "OW" or "OF" or "OD" or "OL" or "OV" => !IsPixels(element.Tag) && words.OccurInBytes(element.Value.Span),
            "UN" => words.OccurInBytes(element.Value.Span) || words.OccurIn(Encoding.Latin1.GetString(element.Value.Span)),
            "UI" => (options & ProfileOptions.Uids) == 0 && dataset.GetStrings(element.Tag).Any(words.IsUid),
            "DA" or "DT" => !kept && dataset.GetStrings(element.Tag).Any(IsWrongDate),
            "TM" or "AS" => false, // a time of day or a band of ages, by their form
            _ when ValueRepresentation.IsText(element.Vr) && element.Vr is not ("DS" or "IS") =>
                dataset.GetStrings(element.Tag).Any(value => value != DummyValues.Text && !DefinedTerms.Contain(element.Tag, value) && words.OccurIn(value)),
            _ => dataset.GetStrings(element.Tag).Any(words.IsIdentifier) || words.OccurInBytes(element.Value.Span),
        };
    }

    /// <summary>A day that is not one of the source, moved. (A moved day may by chance be another true day of the source.)</summary>
    private bool IsWrongDate(string value) =>
        value.Length > 0 && !value.StartsWith(DummyValues.Date, StringComparison.Ordinal)
        && !(value.Length >= 8 && new DateShift(-shift.Days).Move("DA", value[..8]) is { } day && words.IsDate(day));

    private static bool IsPixels(DicomTag tag) => tag == DicomTags.PixelData || tag == DicomTags.FloatPixelData || tag == DicomTags.DoubleFloatPixelData;
}
