using System.Globalization;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom.Privacy;

/// <summary>Copies what the allow-list lets through, each value checked by its rule, into a new data set. What is not sure is left out.</summary>
internal sealed class AttributeFilter(DicomDataset source, Func<string, string> mapUid)
{
    private const int LongestText = 64;
    private const int LongestCode = 16;
    private readonly IdentifyingWords _words = new(source);

    public DicomDataset Filter() => Filter(source);

    private DicomDataset Filter(DicomDataset from)
    {
        var kept = new DicomDataset(from.TransferSyntaxUid);
        foreach (var element in from.Elements)
        {
            if (AllowList.Rules.TryGetValue(element.Tag.Number, out var rule))
            {
                Keep(from, element, rule, kept);
            }
        }

        return kept;
    }

    private void Keep(DicomDataset from, DicomElement element, KeepRule rule, DicomDataset kept)
    {
        // The representation is ours, not the file's: a number that claims to be text would pass as text.
        var vr = DicomDictionary.Representation(element.Tag);
        switch (rule)
        {
            case KeepRule.Items when element.Items is not null:
                kept.SetItems(element.Tag, [.. element.Items.Select(Filter)]);
                break;
            case KeepRule.Pixels when from == source:
                kept.Set(TrimmedPixels(element));
                break;
            case KeepRule.Table when element.Value.Length > 0:
                kept.SetBytes(element.Tag, vr, element.Value);
                break;
            case KeepRule.Uid when from.GetString(element.Tag) is { } uid:
                kept.SetString(element.Tag, vr, mapUid(uid));
                break;
            case KeepRule.Number when ValueRepresentation.IsText(vr):
                KeepTexts(from, element, vr, kept, value => IsNumber(value) && !_words.IsIdentifier(value));
                break;
            case KeepRule.Number when element.Value.Length > 0 && element.Value.Length % ValueRepresentation.UnitSize(vr) == 0:
                var signed = element.Vr == "SS" && DicomDictionary.FollowsPixelRepresentation(element.Tag);
                kept.SetBytes(element.Tag, signed ? "SS" : vr, element.Value);
                break;
            case KeepRule.Code:
                KeepTexts(from, element, vr, kept, value => IsCode(value) && !_words.OccurIn(value));
                break;
            case KeepRule.Text:
                KeepTexts(from, element, vr, kept, value => IsPlainText(value) && !_words.OccurIn(value));
                break;
            case KeepRule.Photometric:
                KeepTexts(from, element, vr, kept, IsPhotometric);
                break;
            default:
                break;
        }
    }

    /// <summary>All values or none: a list with a gap means something else.</summary>
    private static void KeepTexts(DicomDataset from, DicomElement element, string vr, DicomDataset kept, Func<string, bool> allowed)
    {
        var values = from.GetStrings(element.Tag).Select(value => value.ToUpperInvariant() is var upper && vr == "CS" ? upper : value).ToArray();
        if (values.Length > 0 && values.All(allowed))
        {
            kept.SetString(element.Tag, vr, values);
        }
    }

    /// <summary>Native pixel data without what lies behind the last frame, where nobody looks; compressed frames without the texts of their codestreams.</summary>
    private DicomElement TrimmedPixels(DicomElement element)
    {
        if (element.Fragments is not null)
        {
            return CodestreamTexts.Without(source, element);
        }

        if (element.Tag != DicomTags.PixelData || PixelLayout.Of(source, new DicomLimits(), out _) is not { } layout
            || NativeFrames.Of(layout, element, out _) is not { } frames)
        {
            return element;
        }

        var length = (int)frames.Length;
        return new DicomElement(element.Tag, layout.BitsAllocated > 8 ? "OW" : "OB", element.Value[..length]);
    }

    private static bool IsNumber(string value) =>
        value.Length == 0 || (value.Length <= 20 && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number));

    private static bool IsCode(string value) =>
        value.Length <= LongestCode && value.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' ' or '_');

    private static bool IsPlainText(string value) => value.Length <= LongestText && value.All(c => c is >= ' ' and <= '~');

    private static bool IsPhotometric(string value) =>
        value is "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR" or "RGB" or "HSV" or "ARGB" or "CMYK" or "XYB"
            or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" or "YBR_ICT" or "YBR_RCT";
}
