using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>
/// Carries out the actions of table E.1-1 on one attribute. Keep and Clean look at the value; a value that may say who the patient is falls back to
/// the action of the Basic Profile.
/// </summary>
internal sealed class ActionFilter(DeIdentificationProfile profile, IdentifyingWords words, DateShift shift, Func<string, string> mapUid)
{
    private static readonly DicomTag PatientAge = new(0x0010, 0x1010);
    private static readonly DicomTag PatientSex = new(0x0010, 0x0040);

    /// <summary>Sets in <paramref name="kept"/> what may stay of an element; nested data sets go through <paramref name="filter"/>, which is told whether dummies stand for them.</summary>
    public void Apply(DicomDataset from, DicomElement element, ConfidentialityRow row, DicomDataset kept, Func<DicomDataset, bool, DicomDataset> filter)
    {
        var action = row.Under(profile.Options);
        if (row.Vr == "SQ")
        {
            ApplyToItems(element, action, kept, filter);
        }
        else if (action == ConfidentialityAction.Keep && row.Vr == "US" && element.Value.Length == sizeof(ushort))
        {
            kept.SetBytes(element.Tag, row.Vr, element.Value);
        }
        else if (action is ConfidentialityAction.Keep or ConfidentialityAction.Clean && row.Vr != "US" && Harmless(from, element, row, action) is { Length: > 0 } values)
        {
            kept.SetString(element.Tag, row.Vr, values);
        }
        else
        {
            ApplyBasic(from, element, row, action, kept);
        }
    }

    /// <summary>Whatever keeps a sequence keeps the part of it that passes the same filter; a sequence of which nothing is left goes.</summary>
    private static void ApplyToItems(DicomElement element, ConfidentialityAction action, DicomDataset kept, Func<DicomDataset, bool, DicomDataset> filter)
    {
        if (action == ConfidentialityAction.Empty)
        {
            kept.SetItems(element.Tag, []);
        }
        else if (action != ConfidentialityAction.Remove && element.Items?.Select(item => filter(item, action == ConfidentialityAction.Dummy)).Where(item => item.Count > 0).ToList() is { Count: > 0 } items)
        {
            kept.SetItems(element.Tag, items);
        }
    }

    private void ApplyBasic(DicomDataset from, DicomElement element, ConfidentialityRow row, ConfidentialityAction action, DicomDataset kept)
    {
        switch (action is ConfidentialityAction.Keep or ConfidentialityAction.Clean ? row.Basic : action)
        {
            case ConfidentialityAction.Empty:
                kept.SetString(element.Tag, row.Vr);
                break;
            case ConfidentialityAction.Dummy when row.Vr == "UI":
            case ConfidentialityAction.MapUid:
                var uids = from.GetStrings(element.Tag).Where(uid => uid.Length > 0).Select(mapUid).ToArray();
                kept.SetString(element.Tag, "UI", uids);
                break;
            case ConfidentialityAction.Dummy when DummyValues.Of(row.Vr) is { } dummy:
                kept.SetString(element.Tag, row.Vr, dummy);
                break;
            default:
                break;
        }
    }

    /// <summary>The values in the form in which they may be known; null or empty where one may not.</summary>
    private string[]? Harmless(DicomDataset from, DicomElement element, ConfidentialityRow row, ConfidentialityAction action)
    {
        var values = new List<string>();
        foreach (var value in from.GetStrings(element.Tag))
        {
            if (Harmless(value, element.Tag, row, action) is not { } harmless)
            {
                return null; // all values or none: a list with a gap means something else
            }

            values.Add(harmless);
        }

        return [.. values];
    }

    private string? Harmless(string value, DicomTag tag, ConfidentialityRow row, ConfidentialityAction action) =>
        row.IsTemporal ? (action == ConfidentialityAction.Clean ? shift : new DateShift(0)).Move(row.Vr, value)
        : tag == PatientAge || row.Vr == "AS" ? AgeBand.Of(value, profile.AgeBandYears)
        : tag == PatientSex ? (value is "M" or "F" or "O" ? value : null)
        : row.Vr switch
        {
            "UI" => Uid.IsValid(value) && ((profile.Options & ProfileOptions.Uids) != 0 || !words.OccurIn(value)) ? value : null,
            "DS" or "IS" => HarmlessText.IsNumber(value) && !words.IsIdentifier(value) ? value : null,
            _ => IsHarmlessText(value, row.Vr, action) ? value : null,
        };

    private bool IsHarmlessText(string value, string vr, ConfidentialityAction action) =>
        HarmlessText.IsPrintable(value, vr) && !words.OccurIn(value) && (action == ConfidentialityAction.Keep || HarmlessText.HasNoReference(value));
}
