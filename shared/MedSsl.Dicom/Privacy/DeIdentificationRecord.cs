using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Privacy.Profile;

namespace MedSsl.Dicom.Privacy;

/// <summary>What a de-identified object says about itself (PS3.15 section E.1.1, PS3.3 C.7.1.1): that it was done, how, and under which key.</summary>
internal sealed class DeIdentificationRecord(DeIdentificationProfile profile, string keyId)
{
    private const string CodingScheme = "DCM";
    private const string Basic = "113100";

    /// <summary>Context group 7050 of PS3.16. Options that add nothing (clean graphics) are not claimed.</summary>
    private static readonly (ProfileOptions Option, string Code, string Meaning)[] Codes =
    [
        (ProfileOptions.None, Basic, "Basic Application Confidentiality Profile"),
        (ProfileOptions.Descriptors, "113105", "Clean Descriptors Option"),
        (ProfileOptions.FullDates, "113106", "Retain Longitudinal Temporal Information Full Dates Option"),
        (ProfileOptions.ModifiedDates, "113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
        (ProfileOptions.PatientCharacteristics, "113108", "Retain Patient Characteristics Option"),
        (ProfileOptions.Device, "113109", "Retain Device Identity Option"),
        (ProfileOptions.Uids, "113110", "Retain UIDs Option"),
        (ProfileOptions.SafePrivate, "113111", "Retain Safe Private Option"),
        (ProfileOptions.Institution, "113112", "Retain Institution Identity Option"),
    ];

    /// <summary>Fills in what an image must carry, and the record.</summary>
    public void Complete(DicomDataset result, string pseudonym, string? sourceDigest)
    {
        result.SetString(DicomTags.SpecificCharacterSet, "CS", CharacterSets.Utf8Name);
        foreach (var (tag, vr) in SecondaryCapture.EmptyAttributes)
        {
            if (!result.TryGet(tag, out _))
            {
                result.SetString(tag, vr);
            }
        }

        result.SetString(DicomTags.PatientId, "LO", pseudonym);
        result.SetString(DicomTags.PatientIdentityRemoved, "CS", "YES");
        result.SetString(DicomTags.DeidentificationMethod, "LO",
            "MEDSSL PROFILE 3", $"PS3.15 {ConfidentialityTable.Edition} TABLE E.1-1, ELSE ALLOW-LIST", $"SITE KEY {keyId}");
        SourceDigest.Record(result, sourceDigest);
        result.SetItems(DicomTags.DeidentificationMethodCodeSequence,
            [.. Codes.Where(code => code.Option == ProfileOptions.None || (profile.Options & code.Option) != 0).Select(code => Code(code.Code, code.Meaning))]);
        result.SetString(DicomTags.LongitudinalTemporalInformationModified, "CS",
            (profile.Options & ProfileOptions.FullDates) != 0 ? "UNMODIFIED" : (profile.Options & ProfileOptions.ModifiedDates) != 0 ? "MODIFIED" : "REMOVED");
    }

    /// <summary>Adds that pixels were cleaned, or are known to be clean, and what said so.</summary>
    public static void AddCleanPixels(DicomDataset result, string source)
    {
        result.SetString(DicomTags.BurnedInAnnotation, "CS", "NO");
        result.SetString(DicomTags.DeidentificationMethod, "LO",
            [.. result.GetStrings(DicomTags.DeidentificationMethod), $"PIXELS: {source.ToUpperInvariant()}"]);
        var codes = result.GetItems(DicomTags.DeidentificationMethodCodeSequence);
        result.SetItems(DicomTags.DeidentificationMethodCodeSequence, [.. codes.Take(1), Code("113101", "Clean Pixel Data Option"), .. codes.Skip(1)]);
    }

    private static DicomDataset Code(string value, string meaning)
    {
        var item = new DicomDataset();
        item.SetString(DicomTags.CodeValue, "SH", value);
        item.SetString(DicomTags.CodingSchemeDesignator, "SH", CodingScheme);
        item.SetString(DicomTags.CodeMeaning, "LO", meaning);
        return item;
    }
}
